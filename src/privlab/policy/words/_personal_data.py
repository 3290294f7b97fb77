"""Categories of personal data in the words of DPV-PD, version 2.0, that a bank meets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab.language import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["PERSONAL_DATA", "PD_PREFIXES", "PersonalData"]

PD_PREFIXES = ("https://w3id.org/dpv/pd#", "https://w3id.org/dpv/2.0/pd#", "pd:")


@dataclass(frozen=True)
class PersonalData:
    """A category: its English label, and the special category of the GDPR that it is."""

    label: str
    special: str | None = None


# https://w3id.org/dpv/2.0/pd, labels in our own words; other terms of DPV-PD are read too, and
# shown as they are written
PERSONAL_DATA: Mapping[str, PersonalData] = {
    "AccountIdentifier": PersonalData(N_("account identifier")),
    "Acquantaince": PersonalData(N_("acquaintance")),
    "Age": PersonalData(N_("age")),
    "AgeRange": PersonalData(N_("age range")),
    "Attitude": PersonalData(N_("attitude")),
    "BankAccount": PersonalData(N_("bank account")),
    "Behavioral": PersonalData(N_("behaviour")),
    "BirthDate": PersonalData(N_("date of birth")),
    "BirthPlace": PersonalData(N_("place of birth")),
    "BrowsingBehavior": PersonalData(N_("browsing behaviour")),
    "CarOwned": PersonalData(N_("car owned")),
    "Citizenship": PersonalData(N_("citizenship")),
    "City": PersonalData(N_("town")),
    "Communication": PersonalData(N_("communication")),
    "Contact": PersonalData(N_("contact details")),
    "Country": PersonalData(N_("country")),
    "Credit": PersonalData(N_("credit")),
    "CreditCapacity": PersonalData(N_("credit capacity")),
    "CreditRecord": PersonalData(N_("credit record")),
    "CreditScore": PersonalData(N_("credit score")),
    "CreditWorthiness": PersonalData(N_("creditworthiness")),
    "Demographic": PersonalData(N_("demography")),
    "DeviceBased": PersonalData(N_("device")),
    "Divorce": PersonalData(N_("divorce")),
    "Education": PersonalData(N_("education")),
    "EmailAddress": PersonalData(N_("email address")),
    "EmploymentHistory": PersonalData(N_("employment history")),
    "Family": PersonalData(N_("family")),
    "FamilyStructure": PersonalData(N_("family structure")),
    "FinancialAccount": PersonalData(N_("financial account")),
    "FinancialAccountNumber": PersonalData(N_("account number")),
    "FinancialStatus": PersonalData(N_("financial status")),
    "Friend": PersonalData(N_("friend")),
    "Gender": PersonalData(N_("gender")),
    "GPSCoordinate": PersonalData(N_("GPS coordinate")),
    "HouseOwned": PersonalData(N_("house owned")),
    "Identifier": PersonalData(N_("identifier")),
    "Identifying": PersonalData(N_("identifying data")),
    "Income": PersonalData(N_("income")),
    "IncomeBracket": PersonalData(N_("income bracket")),
    "IndividualProfile": PersonalData(N_("profile of the person")),
    "Insurance": PersonalData(N_("insurance")),
    "Intention": PersonalData(N_("intention")),
    "Interest": PersonalData(N_("interest")),
    "IPAddress": PersonalData(N_("IP address")),
    "Job": PersonalData(N_("occupation")),
    "Language": PersonalData(N_("language")),
    "LifeHistory": PersonalData(N_("life history")),
    "LoanRecord": PersonalData(N_("loan record")),
    "Locality": PersonalData(N_("locality")),
    "Location": PersonalData(N_("location")),
    "MaritalStatus": PersonalData(N_("marital status")),
    "Name": PersonalData(N_("name")),
    "Nationality": PersonalData(N_("nationality")),
    "OfficialID": PersonalData(N_("official identifier")),
    "Offspring": PersonalData(N_("children")),
    "Opinion": PersonalData(N_("opinion")),
    "Ownership": PersonalData(N_("possessions")),
    "Passport": PersonalData(N_("passport")),
    "PaymentCard": PersonalData(N_("payment card")),
    "PaymentCardNumber": PersonalData(N_("payment card number")),
    "Personality": PersonalData(N_("personality")),
    "PhysicalAddress": PersonalData(N_("postal address")),
    "PostalCode": PersonalData(N_("postcode")),
    "Preference": PersonalData(N_("preference")),
    "PrivacyPreference": PersonalData(N_("privacy choice")),
    "Professional": PersonalData(N_("professional life")),
    "Purchase": PersonalData(N_("purchase")),
    "PurchasesAndSpendingHabit": PersonalData(N_("spending habit")),
    "Region": PersonalData(N_("region")),
    "Relationship": PersonalData(N_("relationship")),
    "Reliability": PersonalData(N_("reliability")),
    "Salary": PersonalData(N_("salary")),
    "ServiceConsumptionBehavior": PersonalData(N_("use of a service")),
    "SocialNetwork": PersonalData(N_("social network")),
    "SocialStatus": PersonalData(N_("social status")),
    "Street": PersonalData(N_("street")),
    "Tax": PersonalData(N_("tax")),
    "TelephoneNumber": PersonalData(N_("telephone number")),
    "Transaction": PersonalData(N_("financial transaction")),
    "Transactional": PersonalData(N_("spending and income")),
    "TravelHistory": PersonalData(N_("travel history")),
    "UID": PersonalData(N_("unique identifier")),
    "Username": PersonalData(N_("user name")),
    # Article 9
    "Race": PersonalData(N_("racial origin"), "racial"),
    "EthnicOrigin": PersonalData(N_("ethnic origin"), "ethnic"),
    "Ethnicity": PersonalData(N_("ethnicity"), "ethnic"),
    "PoliticalAffiliation": PersonalData(N_("political affiliation"), "political"),
    "PoliticalOpinion": PersonalData(N_("political opinions"), "political"),
    "Religion": PersonalData(N_("religion"), "religion"),
    "ReligiousBelief": PersonalData(N_("religious beliefs"), "religion"),
    "PhilosophicalBelief": PersonalData(N_("philosophical beliefs"), "philosophical"),
    "TradeUnionMembership": PersonalData(N_("trade union membership"), "trade_union"),
    "DNACode": PersonalData(N_("DNA"), "genetic"),
    "Genetic": PersonalData(N_("genetic data"), "genetic"),
    "Biometric": PersonalData(N_("biometric data"), "biometric"),
    "FacialPrint": PersonalData(N_("facial print"), "biometric"),
    "Fingerprint": PersonalData(N_("fingerprint"), "biometric"),
    "Retina": PersonalData(N_("retina"), "biometric"),
    "BloodType": PersonalData(N_("blood type"), "health"),
    "Disability": PersonalData(N_("disability"), "health"),
    "DrugTestResult": PersonalData(N_("drug test result"), "health"),
    "FamilyHealthHistory": PersonalData(N_("family health history"), "health"),
    "Health": PersonalData(N_("health"), "health"),
    "HealthHistory": PersonalData(N_("health history"), "health"),
    "HealthRecord": PersonalData(N_("health record"), "health"),
    "IndividualHealthHistory": PersonalData(N_("health history"), "health"),
    "MedicalHealth": PersonalData(N_("medical data"), "health"),
    "MentalHealth": PersonalData(N_("mental health"), "health"),
    "PhysicalHealth": PersonalData(N_("physical health"), "health"),
    "Prescription": PersonalData(N_("prescription"), "health"),
    "Fetish": PersonalData(N_("sex life"), "sex_life"),
    "Proclivity": PersonalData(N_("sex life"), "sex_life"),
    "Sexual": PersonalData(N_("sex life"), "sex_life"),
    "SexualHistory": PersonalData(N_("sex life"), "sex_life"),
    "SexualPreference": PersonalData(N_("sexual orientation"), "sexual_orientation"),
    # Article 10
    "Criminal": PersonalData(N_("criminal record"), "offences"),
    "CriminalCharge": PersonalData(N_("criminal charge"), "offences"),
    "CriminalConviction": PersonalData(N_("criminal conviction"), "offences"),
    "CriminalOffense": PersonalData(N_("criminal offence"), "offences"),
    "CriminalPardon": PersonalData(N_("criminal pardon"), "offences"),
}
