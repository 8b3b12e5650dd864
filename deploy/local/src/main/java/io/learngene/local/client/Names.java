package io.learngene.local.client;

/**
 * Names of files, which are UTF-8 to everybody who is not here. Java reads them as the environment's locale says: what does not fit becomes
 * U+FFFD, and two names one; where the locale is another, they become others.
 */
public final class Names {

    private static final char REPLACED = '\uFFFD';

    private Names() {}

    /**
     * @param name a name as Java tells it
     * @throws FoundryException if it is not what the name is
     */
    public static void require(String name) {
        require(name, System.getProperty("sun.jnu.encoding", "UTF-8"));
    }

    static void require(String name, String encoding) {
        boolean utf8 = encoding.equalsIgnoreCase("UTF-8");
        if (name.indexOf(REPLACED) >= 0 || !utf8 && name.chars().anyMatch(c -> c > 127)) {
            throw new FoundryException(
                    FoundryException.USAGE,
                    "the name " + name.replace(REPLACED, '?')
                            + (utf8
                                    ? " is not UTF-8; give it another one"
                                    : " cannot be read as " + encoding + "; set LC_ALL=C.UTF-8"));
        }
    }
}
