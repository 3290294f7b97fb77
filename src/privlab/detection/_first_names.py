"""Common first names, without accents, to tell a column of names.

French: the most given from 1930 on in the file of first names of INSEE (Fichier des prénoms,
Licence Ouverte 2.0), the same that the sample bank draws from. English: names that the lists of
the US Social Security Administration (public domain) have long had near the top, typed.
"""

from __future__ import annotations

__all__ = ["FIRST_NAMES"]

_FRENCH = """
    jean marie michel pierre philippe alain bernard daniel christian nicolas patrick monique
    nathalie claude dominique isabelle christophe jacques gerard catherine francoise sylvie
    andre eric martine frederic laurent david julien pascal sebastien stephane nicole
    jacqueline thierry thomas francois christine olivier alexandre anne valerie sandrine
    didier christiane veronique sophie chantal guy rene stephanie celine louis guillaume
    marc patricia vincent robert julie paul serge bruno annie brigitte maxime roger helene
    camille michele antoine romain yves aurelie anthony emilie jerome gilles franck manon
    jeannine lucas marcel lea georges christelle kevin sarah laurence claudine corinne laura
    virginie mathieu clement caroline colette audrey denis elodie benjamin henri francis
    patrice danielle cedric josette yvette pauline florence maurice laetitia denise joel
    chloe fabrice jeanne anais herve hugo alexis bernadette florian emma gilbert karine
    evelyne elisabeth joseph beatrice cecile annick marine lucie quentin raymond melanie
    arnaud marion theo ludovic mireille josiane raphael damien mathilde delphine mickael
    genevieve sylvain emmanuel claire nadine michelle nathan fabienne jeremy adrien
    charlotte therese jocelyne enzo carole liliane fabien jonathan valentin benoit sabrina
    amandine pascale louise gisele simone joelle paulette eliane clara roland arthur gabriel
    alexandra sandra leo ines cyril xavier ginette maryse baptiste andree odile severine
    agnes oceane madeleine loic justine amelie vanessa mathis emmanuelle renee suzanne alice
    yannick axel michael jade jules micheline gregory samuel simon odette tom daniele
    juliette victor dylan jessica aurelien lisa francine jennifer angelique lucien estelle
    magali cindy lola matthieu elise sonia morgane marcelle clemence huguette raymonde
    arlette fanny lionel richard margaux albert muriel ethan mohamed jacky yanis yann
    corentin melissa myriam eva sabine celia noah aurore adam matheo nadia pierrette remi
    janine ghislaine charles florent zoe maeva romane laure coralie lilou adeline noemie
    maxence lena lina frederique yvonne bertrand bastien evan jordan luc sacha gaelle maria
    ambre claudette lou emile marguerite louna rayan carine lucienne fernand martin
    georgette alicia anna robin elisa noa matteo julia nina margot kylian sylviane lucette
    hubert nolan regine agathe elsa germaine viviane thibault
"""
_ENGLISH = """
    james john william christopher matthew mark donald steven andrew joshua kenneth brian
    george timothy ronald jason edward jeffrey ryan jacob gary nicholas stephen larry justin
    scott brandon alexander frank jack dennis jerry tyler aaron henry douglas peter zachary
    kyle walter harold carl keith mary linda elizabeth barbara susan karen nancy betty
    margaret ashley kimberly emily donna carol amanda dorothy deborah rebecca sharon cynthia
    kathleen amy angela shirley brenda pamela helen samantha katherine debra rachel carolyn
    janet heather diane olivia joyce victoria ruth virginia lauren kelly christina joan
    evelyn judith andrea hannah megan cheryl martha madison teresa gloria sara janice
"""
FIRST_NAMES = frozenset(_FRENCH.split()) | frozenset(_ENGLISH.split())
