package io.learngene.local.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Who may vouch for a gateway, where that is not one of the authorities that Java knows. */
final class Authorities {

    private static final int MOST_BYTES = 1 << 20;

    private Authorities() {}

    /**
     * @param file certificates of authorities, or the gateway's own, as PEM
     * @return connections to whoever one of them vouches for, and to nobody else
     * @throws FoundryException if the file has none
     */
    static SSLContext of(Path file) {
        if (Files.isDirectory(file)) {
            throw none(file, "it is a folder");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] pem = in.readNBytes(MOST_BYTES + 1);
            if (pem.length > MOST_BYTES) {
                throw none(file, "it has more than " + MOST_BYTES + " bytes");
            }
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem));
            if (certificates.isEmpty()) {
                throw none(file, "it is empty");
            }
            return trusting(certificates);
        } catch (CertificateException e) {
            // Whose words are of Java's insides.
            throw none(file, "what is in it is none");
        } catch (IOException e) {
            throw FileTrouble.cannot("read", file, e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has TLS", e);
        }
    }

    private static SSLContext trusting(Collection<? extends Certificate> certificates)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (Certificate certificate : certificates) {
            store.setCertificateEntry(Integer.toString(store.size()), certificate);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static FoundryException none(Path file, String why) {
        return new FoundryException(
                FoundryException.USAGE,
                "'" + file + "' holds no certificates of authorities (" + why
                        + "); give them as PEM, -----BEGIN CERTIFICATE-----");
    }
}
