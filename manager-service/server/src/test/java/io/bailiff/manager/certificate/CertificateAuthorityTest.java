// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bailiff.manager.home.HomeUnusableException;
import io.bailiff.manager.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("jdk")
class CertificateAuthorityTest {

    private static final Duration HOST_LIFE = Duration.ofDays(30);
    private static final Duration GRACE = Duration.ofDays(90);
    private static final Duration ROOT_LIFE = Duration.ofDays(1000);

    @TempDir
    private Path home = Path.of("set by JUnit");

    private final SetClock clock = new SetClock(Instant.parse("2026-11-30T12:00:00Z"));

    @Test
    void theKeyIsInAFileThatOnlyTheManagersUserReads() throws IOException {
        authority();
        assertThat(permissions(folder())).isEqualTo("rwx------");
        assertThat(permissions(folder().resolve("root-1.pem"))).isEqualTo("rw-------");
    }

    @Test
    void theRootStaysTheSameAfterARestart() {
        String first = authority().fingerprint();
        assertThat(authority().fingerprint()).isEqualTo(first);
        assertThat(files()).containsExactly("root-1.pem");
    }

    @Test
    void aHostCertificateIsForAClientAndForNoServer() throws Exception {
        CertificateAuthority authority = authority();
        X509Certificate certificate =
                authority.issue("5f2c", HostKey.make().pair().getPublic());
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
        assertThat(certificate.getBasicConstraints()).as("no authority").isEqualTo(-1);
        assertThat(certificate.getNotBefore().toInstant())
                .isEqualTo(clock.instant().minus(Duration.ofDays(1)));
        assertThat(certificate.getNotAfter().toInstant())
                .isEqualTo(clock.instant().plus(HOST_LIFE));
        assertThatCode(() -> trusts(authority, certificate)).doesNotThrowAnyException();
    }

    @Test
    void aCertificateOfAnotherAuthorityIsNotTrusted() {
        CertificateAuthority other = authority(home.resolve("other"));
        X509Certificate certificate = other.issue("5f2c", HostKey.make().pair().getPublic());
        assertThatThrownBy(() -> trusts(authority(), certificate)).isInstanceOf(CertificateException.class);
    }

    @Test
    void theCertificateOfTheListenerIsNoHostCertificate() {
        CertificateAuthority authority = authority();
        ListenerCertificate listener = listener(authority);
        X509Certificate certificate = chain(listener)[0];
        assertThatThrownBy(() -> trusts(authority, certificate)).isInstanceOf(CertificateException.class);
    }

    @Test
    void theCertificateOfTheListenerHasItsNamesAndRenewsItself() throws Exception {
        ListenerCertificate listener = listener(authority());
        X509Certificate first = chain(listener)[0];
        assertThat(first.getSubjectAlternativeNames().stream().map(name -> String.valueOf(name.get(1))))
                .contains("bailiff.example.org", "192.0.2.7", "localhost", "127.0.0.1");
        clock.advance(Duration.ofDays(19));
        assertThat(chain(listener)[0]).isEqualTo(first);
        String begun = alias(listener);
        clock.advance(Duration.ofDays(2));
        assertThat(chain(listener)[0]).isNotEqualTo(first);
        assertThat(listener.getCertificateChain(begun))
                .as("of a handshake that began before")
                .contains(first);
    }

    @Test
    void aRequestIsTakenOnlyWithAProofOfItsKeyAndOnlyForTheCurve() {
        HostKey key = HostKey.make();
        assertThat(CertificateRequest.key(key.request(), "csr"))
                .isEqualTo(key.pair().getPublic());
        assertThat(code(key.request(HostKey.make()))).isEqualTo("invalid-certificate-request");
        assertThat(code(HostKey.of("secp384r1").request())).isEqualTo("invalid-certificate-request");
        assertThat(code("-----BEGIN CERTIFICATE REQUEST-----\nMAMCAQE=\n-----END CERTIFICATE REQUEST-----\n"))
                .isEqualTo("invalid-certificate-request");
        assertThat(code("no PEM")).isEqualTo("invalid-certificate-request");
        assertThat(code("x".repeat(5000))).isEqualTo("invalid-field");
    }

    @Test
    void theNextRootIsTrustedAtOnceAndSignsWhenEveryHostHasIt() {
        CertificateAuthority authority = authority();
        String first = authority.fingerprint();
        clock.advance(ROOT_LIFE.multipliedBy(4).dividedBy(5).plusDays(1));
        assertThat(authority.trusted()).hasSize(2);
        assertThat(authority.fingerprint()).as("the older root signs on").isEqualTo(first);
        assertThat(files()).containsExactly("root-1.pem", "root-2.pem");

        clock.advance(HOST_LIFE.plus(GRACE).minusDays(1));
        assertThat(authority.fingerprint()).isEqualTo(first);
        X509Certificate last = authority.issue("5f2c", HostKey.make().pair().getPublic());

        clock.advance(Duration.ofDays(2));
        assertThat(authority.fingerprint()).as("the next root signs").isNotEqualTo(first);
        assertThat(authority.trusted()).as("the older root is trusted on").hasSize(2);
        assertThatCode(() -> trusts(authority, last)).doesNotThrowAnyException();

        clock.advance(ROOT_LIFE.dividedBy(5));
        assertThat(authority.trusted()).as("the older root has ended").hasSize(1);
        assertThatThrownBy(() -> trusts(authority, last)).isInstanceOf(CertificateException.class);
    }

    @Test
    void aListenerTakesTheCertificateOfTheRootThatSigns() {
        CertificateAuthority authority = authority();
        ListenerCertificate listener = listener(authority);
        X509Certificate old = chain(listener)[1];
        clock.advance(ROOT_LIFE.multipliedBy(4).dividedBy(5).plusDays(1));
        assertThat(chain(listener)[1]).isEqualTo(old);
        clock.advance(HOST_LIFE.plus(GRACE).plusDays(1));
        assertThat(chain(listener)[1]).isNotEqualTo(old);
    }

    @Test
    void aClockThatIsSetBackMakesNoRoot() {
        CertificateAuthority authority = authority();
        clock.advance(Duration.ofDays(-2000));
        assertThatThrownBy(authority::trusted).isInstanceOf(IllegalStateException.class);
        assertThat(files()).containsExactly("root-1.pem");
    }

    @Test
    void aDamagedRootKeepsTheManagerFromStartingAndIsNotReplaced() throws IOException {
        authority();
        Path file = folder().resolve("root-1.pem");
        String text = Files.readString(file);
        authority(home.resolve("other"));
        String other = Files.readString(home.resolve("other/root-1.pem"));
        Files.writeString(
                file,
                text.substring(0, text.indexOf("-----BEGIN CERT")) + other.substring(other.indexOf("-----BEGIN CERT")));
        assertThatThrownBy(this::authority).isInstanceOf(HomeUnusableException.class);
        Files.writeString(file, "");
        assertThatThrownBy(this::authority).isInstanceOf(HomeUnusableException.class);
        assertThat(files()).containsExactly("root-1.pem");
    }

    @Test
    void livesThatLeaveHostsWithoutARootAreRefused() {
        assertThatThrownBy(() -> new CertificateProperties(folder(), HOST_LIFE, GRACE, Duration.ofDays(500)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private CertificateAuthority authority() {
        return authority(folder());
    }

    private CertificateAuthority authority(Path folder) {
        return new CertificateAuthority(
                new CertificateProperties(folder, HOST_LIFE, GRACE, ROOT_LIFE), new SecureRandom(), clock);
    }

    private ListenerCertificate listener(CertificateAuthority authority) {
        return new ListenerCertificate(
                authority, ListenerNames.of(List.of("bailiff.example.org", "192.0.2.7")), HOST_LIFE, clock);
    }

    private static void trusts(CertificateAuthority authority, X509Certificate certificate)
            throws CertificateException {
        new HostCertificateTrust(authority).checkClientTrusted(new X509Certificate[] {certificate}, "EC");
    }

    private static String alias(ListenerCertificate listener) {
        return Objects.requireNonNull(listener.chooseServerAlias("EC", null, null));
    }

    private static X509Certificate[] chain(ListenerCertificate listener) {
        return Objects.requireNonNull(listener.getCertificateChain(alias(listener)));
    }

    private static String code(String request) {
        try {
            CertificateRequest.key(request, "csr");
            return "taken";
        } catch (ProblemException refused) {
            return refused.problem().name();
        }
    }

    private Path folder() {
        return home.resolve("ca");
    }

    private List<String> files() {
        String[] names = Objects.requireNonNull(folder().toFile().list());
        return List.of(names).stream().sorted().toList();
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
