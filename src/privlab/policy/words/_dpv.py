"""Purposes in the words of the W3C Data Privacy Vocabulary (DPV), version 2.0."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab.language import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["DPV_PREFIXES", "DPV_PURPOSES", "DpvTerm", "bare_term", "is_a"]

DPV_PREFIXES = ("dpv:", "https://w3id.org/dpv#", "https://w3id.org/dpv/2.0#")


@dataclass(frozen=True)
class DpvTerm:
    """A purpose of DPV: its English label (translated when shown) and its broader terms."""

    label: str
    broader: tuple[str, ...] = ()


# https://w3id.org/dpv/2.0, module "purposes"; labels in our own words
DPV_PURPOSES: Mapping[str, DpvTerm] = {
    "AcademicResearch": DpvTerm(N_("academic research"), ("ResearchAndDevelopment",)),
    "AccountManagement": DpvTerm(N_("account management")),
    "Advertising": DpvTerm(N_("advertising"), ("Marketing",)),
    "AgeVerification": DpvTerm(N_("verification of age"), ("Verification",)),
    "CombatClimateChange": DpvTerm(N_("fight against climate change"), ("PublicBenefit",)),
    "CommercialPurpose": DpvTerm(N_("commercial purpose")),
    "CommercialResearch": DpvTerm(
        N_("commercial research"), ("ResearchAndDevelopment", "CommercialPurpose")
    ),
    "CommunicationForCustomerCare": DpvTerm(
        N_("communication for customer care"), ("CustomerCare", "CommunicationManagement")
    ),
    "CommunicationManagement": DpvTerm(N_("management of communications")),
    "CounterMoneyLaundering": DpvTerm(
        N_("fight against money laundering"), ("FraudPreventionAndDetection",)
    ),
    "Counterterrorism": DpvTerm(N_("fight against terrorism"), ("PublicBenefit",)),
    "CreditChecking": DpvTerm(N_("credit checking"), ("CustomerSolvencyMonitoring",)),
    "CustomerCare": DpvTerm(N_("customer care"), ("CustomerManagement",)),
    "CustomerClaimsManagement": DpvTerm(
        N_("management of customers' claims"), ("CustomerManagement",)
    ),
    "CustomerManagement": DpvTerm(N_("customer management")),
    "CustomerOrderManagement": DpvTerm(
        N_("management of customers' orders"), ("CustomerManagement",)
    ),
    "CustomerRelationshipManagement": DpvTerm(
        N_("customer relationship management"), ("CustomerManagement",)
    ),
    "CustomerSolvencyMonitoring": DpvTerm(
        N_("monitoring of customers' solvency"), ("CustomerManagement",)
    ),
    "DataAltruism": DpvTerm(N_("data altruism"), ("PublicBenefit",)),
    "DeliveryOfGoods": DpvTerm(N_("delivery of goods"), ("RequestedServiceProvision",)),
    "DirectMarketing": DpvTerm(N_("direct marketing"), ("Marketing",)),
    "DisputeManagement": DpvTerm(N_("management of disputes"), ("OrganisationGovernance",)),
    "EnforceAccessControl": DpvTerm(N_("access control"), ("EnforceSecurity",)),
    "EnforceSecurity": DpvTerm(N_("security")),
    "EstablishContractualAgreement": DpvTerm(N_("conclusion of a contract")),
    "FraudPreventionAndDetection": DpvTerm(
        N_("prevention and detection of fraud"), ("MisusePreventionAndDetection",)
    ),
    "FulfilmentOfContractualObligation": DpvTerm(
        N_("performance of a contract"), ("FulfilmentOfObligation",)
    ),
    "FulfilmentOfObligation": DpvTerm(N_("fulfilment of an obligation")),
    "HumanResourceManagement": DpvTerm(N_("management of human resources")),
    "IdentityAuthentication": DpvTerm(N_("authentication of identity"), ("EnforceSecurity",)),
    "IdentityVerification": DpvTerm(N_("verification of identity"), ("Verification",)),
    "ImproveExistingProductsAndServices": DpvTerm(
        N_("improvement of products and services"), ("OptimisationForController",)
    ),
    "ImproveHealthcare": DpvTerm(N_("improvement of healthcare"), ("PublicBenefit",)),
    "ImproveInternalCRMProcesses": DpvTerm(
        N_("improvement of customer relationship processes"),
        ("CustomerRelationshipManagement", "OptimisationForController"),
    ),
    "ImprovePublicServices": DpvTerm(N_("improvement of public services"), ("PublicBenefit",)),
    "ImproveTransportMobility": DpvTerm(N_("improvement of transport"), ("PublicBenefit",)),
    "IncreaseServiceRobustness": DpvTerm(
        N_("robustness of services"), ("OptimisationForController",)
    ),
    "InternalResourceOptimisation": DpvTerm(
        N_("optimisation of internal resources"), ("OptimisationForController",)
    ),
    "LegalCompliance": DpvTerm(N_("compliance with the law"), ("FulfilmentOfObligation",)),
    "MaintainCreditCheckingDatabase": DpvTerm(
        N_("keeping a credit checking database"), ("CreditChecking",)
    ),
    "MaintainCreditRatingDatabase": DpvTerm(
        N_("keeping a credit rating database"), ("CreditChecking",)
    ),
    "MaintainFraudDatabase": DpvTerm(
        N_("keeping a fraud database"), ("FraudPreventionAndDetection",)
    ),
    "Marketing": DpvTerm(N_("marketing")),
    "MemberPartnerManagement": DpvTerm(
        N_("management of members and partners"), ("OrganisationGovernance",)
    ),
    "MisusePreventionAndDetection": DpvTerm(
        N_("prevention and detection of misuse"), ("EnforceSecurity",)
    ),
    "NonCommercialPurpose": DpvTerm(N_("non-commercial purpose")),
    "NonCommercialResearch": DpvTerm(
        N_("non-commercial research"), ("ResearchAndDevelopment", "NonCommercialPurpose")
    ),
    "OptimisationForConsumer": DpvTerm(
        N_("optimisation for the consumer"), ("ServiceOptimisation",)
    ),
    "OptimisationForController": DpvTerm(
        N_("optimisation for the company"), ("ServiceOptimisation",)
    ),
    "OptimiseUserInterface": DpvTerm(
        N_("optimisation of the user interface"), ("OptimisationForConsumer",)
    ),
    "OrganisationComplianceManagement": DpvTerm(
        N_("compliance with internal rules"), ("OrganisationGovernance",)
    ),
    "OrganisationGovernance": DpvTerm(N_("governance of the organisation")),
    "OrganisationRiskManagement": DpvTerm(
        N_("risk management of the organisation"), ("OrganisationGovernance",)
    ),
    "PaymentManagement": DpvTerm(N_("management of payments"), ("ServiceProvision",)),
    "Personalisation": DpvTerm(N_("personalisation")),
    "PersonalisedAdvertising": DpvTerm(
        N_("personalised advertising"), ("Personalisation", "Advertising")
    ),
    "PersonalisedBenefits": DpvTerm(N_("personalised benefits"), ("ServicePersonalisation",)),
    "PersonnelHiring": DpvTerm(N_("hiring"), ("PersonnelManagement",)),
    "PersonnelManagement": DpvTerm(N_("management of personnel"), ("HumanResourceManagement",)),
    "PersonnelPayment": DpvTerm(N_("payment of personnel"), ("PersonnelManagement",)),
    "ProtectionOfIPR": DpvTerm(
        N_("protection of intellectual property"), ("FulfilmentOfObligation",)
    ),
    "ProtectionOfNationalSecurity": DpvTerm(
        N_("protection of national security"), ("PublicBenefit",)
    ),
    "ProtectionOfPublicSecurity": DpvTerm(N_("protection of public security"), ("PublicBenefit",)),
    "ProvideEventRecommendations": DpvTerm(
        N_("recommendation of events"), ("ProvidePersonalisedRecommendations",)
    ),
    "ProvideOfficialStatistics": DpvTerm(N_("official statistics"), ("PublicBenefit",)),
    "ProvidePersonalisedRecommendations": DpvTerm(
        N_("personalised recommendations"), ("ServicePersonalisation",)
    ),
    "ProvideProductRecommendations": DpvTerm(
        N_("recommendation of products"), ("ProvidePersonalisedRecommendations",)
    ),
    "PublicBenefit": DpvTerm(N_("public benefit")),
    "PublicPolicyMaking": DpvTerm(N_("public policy making"), ("PublicBenefit",)),
    "PublicRelations": DpvTerm(N_("public relations"), ("Marketing",)),
    "RecordManagement": DpvTerm(N_("keeping of records")),
    "RepairImpairments": DpvTerm(N_("repair of faults"), ("ServiceProvision",)),
    "RequestedServiceProvision": DpvTerm(
        N_("provision of a requested service"), ("ServiceProvision",)
    ),
    "ResearchAndDevelopment": DpvTerm(N_("research and development")),
    "RightsFulfillment": DpvTerm(N_("answering people's rights")),
    "ScientificResearch": DpvTerm(N_("scientific research"), ("ResearchAndDevelopment",)),
    # not purposes but processing contexts in DPV; a company states them as what it does
    "ScoringOfIndividuals": DpvTerm(N_("scoring of individuals")),
    "AutomatedScoringOfIndividuals": DpvTerm(
        N_("automated scoring of individuals"), ("ScoringOfIndividuals",)
    ),
    "SearchFunctionalities": DpvTerm(N_("search"), ("ServiceProvision",)),
    "SellDataToThirdParties": DpvTerm(N_("sale of data to third parties"), ("SellProducts",)),
    "SellInsightsFromData": DpvTerm(N_("sale of insights from data"), ("SellProducts",)),
    "SellProducts": DpvTerm(N_("sale of products"), ("ServiceProvision",)),
    "SellProductsToDataSubject": DpvTerm(N_("sale of products to the person"), ("SellProducts",)),
    "ServiceOptimisation": DpvTerm(N_("optimisation of services"), ("ServiceProvision",)),
    "ServicePersonalisation": DpvTerm(
        N_("personalisation of services"), ("ServiceProvision", "Personalisation")
    ),
    "ServiceProvision": DpvTerm(N_("provision of services")),
    "ServiceRegistration": DpvTerm(N_("registration to a service"), ("ServiceProvision",)),
    "ServiceUsageAnalytics": DpvTerm(N_("analysis of service usage"), ("ServiceProvision",)),
    "SocialMediaMarketing": DpvTerm(N_("marketing on social media"), ("Marketing",)),
    "TargetedAdvertising": DpvTerm(N_("targeted advertising"), ("PersonalisedAdvertising",)),
    "TechnicalServiceProvision": DpvTerm(
        N_("technical provision of services"), ("ServiceProvision",)
    ),
    "UserInterfacePersonalisation": DpvTerm(
        N_("personalisation of the user interface"), ("ServicePersonalisation",)
    ),
    "VendorManagement": DpvTerm(N_("management of vendors")),
    "VendorPayment": DpvTerm(N_("payment of vendors"), ("VendorManagement",)),
    "VendorRecordsManagement": DpvTerm(N_("records of vendors"), ("VendorManagement",)),
    "VendorSelectionAssessment": DpvTerm(N_("selection of vendors"), ("VendorManagement",)),
    "Verification": DpvTerm(N_("verification"), ("EnforceSecurity",)),
}


def bare_term(written: str) -> str:
    """Return a DPV term without its prefix.

    Examples
    --------
    >>> bare_term("dpv:DirectMarketing"), bare_term("https://w3id.org/dpv#DirectMarketing")
    ('DirectMarketing', 'DirectMarketing')
    """
    for prefix in DPV_PREFIXES:
        if written.startswith(prefix):
            return written.removeprefix(prefix)
    return written


def is_a(term: str, broader: str) -> bool:
    """Return whether a DPV purpose is another one, or a kind of it.

    Examples
    --------
    >>> is_a("TargetedAdvertising", "Marketing"), is_a("Marketing", "TargetedAdvertising")
    (True, False)
    """
    if term == broader:
        return True
    known = DPV_PURPOSES.get(term)
    return known is not None and any(is_a(parent, broader) for parent in known.broader)
