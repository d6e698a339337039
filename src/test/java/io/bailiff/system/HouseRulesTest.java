package io.bailiff.system;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may know whom, over every class of the product. */
class HouseRulesTest {

    private static final String ADAPTER = "io.bailiff.libvirt..";
    private static final String API = "io.bailiff.agent.api..";
    private static final String AGENT = "io.bailiff.agent..";
    private static final String MANAGER = "io.bailiff.manager..";

    private static JavaClasses product;

    @BeforeAll
    static void readTheProduct() {
        product = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.bailiff");
    }

    @Test
    void theRulesSeeEveryPartOfTheProduct() {
        assertThat(product.contain("io.bailiff.libvirt.Hypervisor")).isTrue();
        assertThat(product.contain("io.bailiff.agent.api.HostReport")).isTrue();
        assertThat(product.contain("io.bailiff.agent.pci.PciBus")).isTrue();
        assertThat(product.contain("io.bailiff.manager.ManagerApplication")).isTrue();
    }

    @Test
    void theAdapterKnowsNobody() {
        classes()
                .that()
                .resideInAPackage(ADAPTER)
                .should()
                .onlyDependOnClassesThat(resideInAPackage(ADAPTER).or(not(resideInAPackage("io.bailiff.."))))
                .check(product);
    }

    @Test
    void theApiOfTheAgentKnowsNobody() {
        classes()
                .that()
                .resideInAPackage(API)
                .should()
                .onlyDependOnClassesThat(resideInAPackage(API).or(not(resideInAPackage("io.bailiff.."))))
                .check(product);
    }

    @Test
    void theAgentKnowsOnlyItsApi() {
        classes()
                .that()
                .resideInAPackage(AGENT)
                .should()
                .onlyDependOnClassesThat(resideInAPackage(AGENT).or(not(resideInAPackage("io.bailiff.."))))
                .check(product);
    }

    @Test
    void theManagerKnowsTheAdapterAndTheApiOnly() {
        classes()
                .that()
                .resideInAPackage(MANAGER)
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage(MANAGER, ADAPTER, API).or(not(resideInAPackage("io.bailiff.."))))
                .check(product);
    }

    @Test
    void onlyTheAdapterSpeaksLibvirt() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ADAPTER)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.libvirt..")
                .check(product);
    }

    @Test
    void theAgentAndTheAdapterHaveNoSpringAndNoDatabase() {
        noClasses()
                .that()
                .resideInAnyPackage(ADAPTER, AGENT)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework..", "java.sql..", "javax.sql..", "jakarta.persistence..")
                .check(product);
    }

    @Test
    void onlyThePackagesThatMoveDevicesWriteToTheHost() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.bailiff.agent.pci..", "io.bailiff.agent.critical..", "io.bailiff.agent.kernel..")
                .should()
                .callMethod(io.bailiff.agent.host.HostFiles.class, "write", String.class, String.class)
                .check(product);
    }
}
