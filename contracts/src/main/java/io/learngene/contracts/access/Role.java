package io.learngene.contracts.access;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a caller may do; each may do what those before it may. */
public enum Role {
    /** Read. */
    @JsonProperty("viewer")
    VIEWER,
    /** Ask for work, upload, cancel, try again. */
    @JsonProperty("submitter")
    SUBMITTER,
    /** Make and revoke keys, remove what nobody refers to. */
    @JsonProperty("operator")
    OPERATOR;

    /** {@return its name for people, settings and messages} */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@return this role and all whose rights it has} */
    public List<Role> implied() {
        return Arrays.stream(values()).filter(role -> role.compareTo(this) <= 0).toList();
    }
}
