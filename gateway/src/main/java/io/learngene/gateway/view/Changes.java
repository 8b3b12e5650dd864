package io.learngene.gateway.view;

import io.learngene.contracts.view.FamilyView;

/** Is told what changes, a moment later and many changes at once. */
public interface Changes {

    /**
     * @param view a family as it stands now
     */
    void changed(FamilyView view);
}
