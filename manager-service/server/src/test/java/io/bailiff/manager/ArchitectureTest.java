// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import org.springframework.data.repository.Repository;
import org.springframework.web.bind.annotation.RestController;

/** Features meet only through their public types. */
@AnalyzeClasses(packages = "io.bailiff.manager", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule PACKAGES_FORM_NO_CYCLES =
            slices().matching("io.bailiff.manager.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule ENTITIES_STAY_IN_THEIR_FEATURE = classes()
            .that()
            .areAnnotatedWith(Entity.class)
            .or()
            .areAnnotatedWith(Embeddable.class)
            .should()
            .bePackagePrivate();

    @ArchTest
    static final ArchRule REPOSITORIES_STAY_IN_THEIR_FEATURE =
            classes().that().areAssignableTo(Repository.class).should().bePackagePrivate();

    @ArchTest
    static final ArchRule CONTROLLERS_ARE_CALLED_BY_NOBODY =
            classes().that().areAnnotatedWith(RestController.class).should().bePackagePrivate();

    private static final DescribedPredicate<JavaClass> CARRIER_OF_PACKETS =
            JavaClass.Predicates.resideInAPackage("io.bailiff.libvirt.tunnel..");

    @ArchTest
    static final ArchRule ONLY_GUESTS_KNOW_LIBVIRT = noClasses()
            .that()
            .resideOutsideOfPackage("io.bailiff.manager.guest")
            .should()
            .dependOnClassesThat(JavaClass.Predicates.resideInAnyPackage("io.bailiff.libvirt..", "org.libvirt..")
                    .and(not(CARRIER_OF_PACKETS)));

    @ArchTest
    static final ArchRule ONLY_TUNNELS_KNOW_THE_PACKETS_OF_LIBVIRT = noClasses()
            .that()
            .resideOutsideOfPackage("io.bailiff.manager.tunnel")
            .should()
            .dependOnClassesThat(CARRIER_OF_PACKETS);

    @ArchTest
    static final ArchRule ONLY_CERTIFICATES_KNOW_THE_LIBRARY_THAT_MAKES_THEM = noClasses()
            .that()
            .resideOutsideOfPackage("io.bailiff.manager.certificate")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.bouncycastle..");

    @ArchTest
    static final ArchRule ONLY_STEPS_KNOW_THE_SCHEDULER = noClasses()
            .that()
            .resideOutsideOfPackage("io.bailiff.manager.step")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.github.kagkarlsson..");

    @ArchTest
    static final ArchRule ONLY_AGENTS_PLACE_ORDERS_ON_THE_WIRE = noClasses()
            .that()
            .resideOutsideOfPackage("io.bailiff.manager.agent")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("io.bailiff.agent.api.DesiredState");
}
