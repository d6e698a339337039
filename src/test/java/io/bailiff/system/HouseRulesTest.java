// SPDX-License-Identifier: Apache-2.0
package io.bailiff.system;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.have;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.LinkSettings;
import io.bailiff.agent.host.ModuleLoader;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may know whom, over every class of the product. */
class HouseRulesTest {

    /** With the reader of domain XML, whose types the adapter's interface has. */
    private static final String ADAPTER = "io.bailiff.libvirt..";

    private static final String DOMAIN_XML = "io.bailiff.libvirt.xml..";
    private static final String TUNNEL = "io.bailiff.libvirt.tunnel..";
    private static final String API = "io.bailiff.agent.api..";
    private static final String AGENT = "io.bailiff.agent..";
    private static final String HOST = "io.bailiff.agent.host..";
    private static final String SIM = "io.bailiff.agent.sim..";
    private static final String DEMO = "io.bailiff.agent.demo..";
    private static final Set<String> READERS = Set.of(
            "read",
            "readBytes",
            "anyLine",
            "list",
            "readLink",
            "realPath",
            "exists",
            "version",
            "deviceNumber",
            "networkTables");
    private static final String MANAGER = "io.bailiff.manager..";
    private static final String MANAGER_API = "io.bailiff.manager.api..";
    private static final int MOST_PARAMETERS = 7;

    private static JavaClasses product;

    @BeforeAll
    static void readTheProduct() {
        product = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(location -> !location.contains("-tests.jar"))
                .importPackages("io.bailiff");
    }

    @Test
    void theRulesCheckEveryModule() {
        assertThat(product.contain("io.bailiff.libvirt.Hypervisor")).isTrue();
        assertThat(product.contain("io.bailiff.libvirt.xml.DomainXmlReader")).isTrue();
        assertThat(product.contain("io.bailiff.libvirt.tunnel.StreamRelay")).isTrue();
        assertThat(product.contain("io.bailiff.agent.api.HostReport")).isTrue();
        assertThat(product.contain("io.bailiff.agent.pci.PciBus")).isTrue();
        assertThat(product.contain("io.bailiff.agent.host.HostFiles")).isTrue();
        assertThat(product.contain("io.bailiff.agent.sim.SimHost")).isTrue();
        assertThat(product.contain("io.bailiff.agent.demo.BailiffSim")).isTrue();
        assertThat(product.contain("io.bailiff.manager.api.AssignmentView")).isTrue();
        assertThat(product.contain("io.bailiff.manager.ManagerApplication")).isTrue();
    }

    @Test
    void theAdapterDependsOnNoOtherModule() {
        dependsOnlyOn(ADAPTER, ADAPTER);
    }

    @Test
    void theReaderOfDomainXmlNeedsTheJdkOnly() {
        classes()
                .that()
                .resideInAPackage(DOMAIN_XML)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        DOMAIN_XML,
                        "java..",
                        "javax.xml..",
                        "org.w3c.dom..",
                        "org.xml.sax..",
                        "org.jspecify.annotations.."))
                .check(product);
    }

    @Test
    void theTunnelNeedsTheJdkAndALoggerOnly() {
        classes()
                .that()
                .resideInAPackage(TUNNEL)
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage(TUNNEL, "java..", "org.slf4j..", "org.jspecify.annotations.."))
                .check(product);
    }

    @Test
    void theApiOfTheAgentDependsOnNoOtherModule() {
        dependsOnlyOn(API, API);
    }

    @Test
    void theHostModuleDependsOnNoOtherModule() {
        dependsOnlyOn(HOST, HOST);
    }

    @Test
    void theSimulationDependsOnTheApiTheHostAndTheAdapter() {
        dependsOnlyOn(SIM, SIM, API, HOST, ADAPTER);
    }

    @Test
    void theApiOfTheManagerDependsOnTheApiOfTheAgentOnly() {
        dependsOnlyOn(MANAGER_API, MANAGER_API, API);
    }

    @Test
    void theManagerDependsOnTheAdapterAndTheApiOnly() {
        dependsOnlyOn(MANAGER, MANAGER, ADAPTER, API);
    }

    @Test
    void theAgentDependsOnTheReaderOfDomainXmlAndTheTunnelAndNoSimulation() {
        classes()
                .that(resideInAPackage(AGENT).and(not(resideInAnyPackage(SIM, DEMO))))
                .should()
                .onlyDependOnClassesThat(resideInAPackage(AGENT)
                        .and(not(resideInAnyPackage(SIM, DEMO)))
                        .or(resideInAnyPackage(DOMAIN_XML, TUNNEL))
                        .or(not(resideInAPackage("io.bailiff.."))))
                .check(product);
    }

    @Test
    void noModuleDependsOnTheDemonstration() {
        noClasses()
                .that()
                .resideOutsideOfPackage(DEMO)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(DEMO)
                .check(product);
    }

    @Test
    void noPackagesFormACycle() {
        // Each package is a slice of its own, those that have packages below them too.
        slices().matching("io.bailiff.(**)").should().beFreeOfCycles().check(product);
    }

    @Test
    void noConstructorHasMoreThanSevenParameters() {
        DescribedPredicate<JavaConstructor> few = DescribedPredicate.describe(
                "at most " + MOST_PARAMETERS + " parameters",
                constructor -> constructor.getRawParameterTypes().size() <= MOST_PARAMETERS);
        DescribedPredicate<JavaClass> records = DescribedPredicate.describe("are records", JavaClass::isRecord);
        constructors()
                .that()
                .areDeclaredInClassesThat(not(records))
                .should(have(few))
                .check(product);
    }

    private static void dependsOnlyOn(String module, String... allowed) {
        classes()
                .that()
                .resideInAPackage(module)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(allowed).or(not(resideInAPackage("io.bailiff.."))))
                .check(product);
    }

    @Test
    void onlyTheAdapterUsesTheLibvirtLibrary() {
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
                .that(resideInAPackage(AGENT)
                        .and(not(resideInAnyPackage(
                                HOST, SIM, DEMO, "io.bailiff.agent.group..", "io.bailiff.agent.guard.."))))
                .should()
                .callMethodWhere(changesTheHost())
                .check(product);
    }

    /** Every call to the host's files but those that are known to read, every change of an interface, and every load of a module. */
    private static DescribedPredicate<JavaMethodCall> changesTheHost() {
        return DescribedPredicate.describe("changes the host", call -> {
            boolean files = call.getTargetOwner().isAssignableTo(HostFiles.class);
            boolean modules = call.getTargetOwner().isAssignableTo(ModuleLoader.class);
            boolean links = call.getTargetOwner().isAssignableTo(LinkSettings.class);
            return modules || links || (files && !READERS.contains(call.getName()));
        });
    }
}
