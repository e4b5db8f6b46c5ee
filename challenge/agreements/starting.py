"""Texts to start from. They are a starting point: the organiser's lawyer reads them before they are published."""

from challenge.agreements.rules import Kind
from challenge.kernel.text import Words

_CHECK_FR = "*Texte de départ, à faire relire par le service juridique de l’organisateur.*\n\n"
_CHECK_EN = "*Starting text, to be checked by the organiser’s lawyer.*\n\n"


def _words(title_fr: str, body_fr: str, title_en: str, body_en: str) -> Words:
    return Words(title_fr, title_en, _CHECK_FR + body_fr, _CHECK_EN + body_en)


STARTING: dict[Kind, Words] = {
    Kind.RULES: _words(
        "Règlement du challenge",
        "Je participe de bonne foi, je respecte les personnes, les lieux et le matériel, et je suis les consignes de"
        " sécurité.\n\nJe déclare les outils d’intelligence artificielle et les travaux antérieurs utilisés. Je ne"
        " reprends pas sans le dire le travail d’autrui.\n\nLes décisions du jury sont définitives. L’organisateur peut"
        " exclure quiconque enfreint ce règlement, après l’avoir entendu.",
        "Rules of the challenge",
        "I take part in good faith, respect people, places and equipment, and follow the safety instructions.\n\nI"
        " declare the AI tools and the earlier work that I use. I do not pass off the work of others as mine.\n\nThe"
        " decisions of the jury are final. The organiser may exclude whoever breaks these rules, after hearing them.",
    ),
    Kind.CONFIDENTIALITY: _words(
        "Engagement de confidentialité",
        "Le sujet de mon équipe contient des informations que son partenaire garde secrètes. Je ne les utilise que pour"
        " le challenge et je ne les communique à personne hors de mon équipe, de son coach, du jury, du partenaire et"
        " des organisateurs.\n\nCela ne vaut pas pour ce qui est public, ce que je savais déjà ou ce que la"
        " loi m’oblige"
        " à dire.\n\nL’engagement dure trois ans après le challenge. À sa fin, je rends ou j’efface les"
        " documents reçus.",
        "Confidentiality agreement",
        "The problem of my team holds information that its partner keeps secret. I use it for the challenge alone and"
        " tell nobody outside my team, its coach, the jury, the partner and the organisers.\n\nThis does not"
        " cover what is"
        " public, what I knew before, or what the law obliges me to say.\n\nThe agreement lasts three years after the"
        " challenge. When it ends, I give back or erase the documents that I received.",
    ),
    Kind.RIGHTS_STUDENTS: _words(
        "Droits : les étudiants gardent leurs résultats",
        "Les résultats appartiennent aux membres de l’équipe, à parts égales sauf accord écrit entre"
        " eux.\n\nLe partenaire"
        " peut les examiner et les évaluer en interne pendant six mois. Tout autre usage demande un accord écrit avec"
        " l’équipe.\n\nLes connaissances antérieures de chacun restent à qui elles sont.",
        "Rights: the students keep their results",
        "The results belong to the members of the team, in equal shares unless they agree otherwise in writing.\n\nThe"
        " partner may examine and assess them internally for six months. Any other use needs a written agreement with"
        " the team.\n\nWhat each side knew before stays its own.",
    ),
    Kind.RIGHTS_PARTNER: _words(
        "Droits : le partenaire acquiert les résultats",
        "Le partenaire peut acquérir les droits d’exploitation des résultats, pour le monde entier et la"
        " durée légale de"
        " protection, par un contrat écrit qui fixe l’étendue, la destination et une rémunération"
        " juste.\n\nIl se décide"
        " dans les six mois ; jusque-là l’équipe ne cède rien à d’autres. Passé ce délai, les résultats restent à"
        " l’équipe.\n\nLes étudiants restent nommés comme auteurs ou inventeurs et peuvent citer le travail dans leurs"
        " études, sans secret du partenaire.",
        "Rights: the partner acquires the results",
        "The partner may acquire the rights of use in the results, worldwide and for the legal term of protection, by a"
        " written contract that sets their extent, their purpose and a fair price.\n\nIt decides within six"
        " months; until"
        " then the team grants nothing to others. After that the results stay with the team.\n\nStudents"
        " remain named as"
        " authors or inventors and may cite the work in their studies, without the partner’s secrets.",
    ),
    Kind.RIGHTS_SHARED: _words(
        "Droits : licence partagée",
        "Les résultats appartiennent ensemble à l’équipe et au partenaire. Chacun peut les utiliser et les développer,"
        " aussi à des fins commerciales, sans payer l’autre.\n\nUne licence exclusive ou une cession à un tiers demande"
        " l’accord écrit de l’autre partie, qui ne le refuse pas sans raison.\n\nLes connaissances"
        " antérieures de chacun"
        " restent à qui elles sont.",
        "Rights: shared licence",
        "The results belong to the team and the partner together. Each may use and develop them, commercially too,"
        " without paying the other.\n\nAn exclusive licence or a transfer to a third party needs the written"
        " consent of the"
        " other side, which is not refused without a reason.\n\nWhat each side knew before stays its own.",
    ),
    Kind.RIGHTS_OPEN: _words(
        "Droits : source ouverte",
        "Les résultats sont publiés : les logiciels sous licence MIT, les textes, plans et données sous"
        " Creative Commons"
        " Attribution 4.0. Chacun peut s’en servir en nommant leurs auteurs.\n\nL’équipe n’y met rien dont"
        " elle n’a pas le"
        " droit, et rien que le partenaire garde secret.",
        "Rights: open source",
        "The results are published: software under the MIT licence, texts, drawings and data under Creative Commons"
        " Attribution 4.0. Anybody may use them and names their authors.\n\nThe team puts nothing into them"
        " that it has no"
        " right to, and nothing that the partner keeps secret.",
    ),
    Kind.IMAGE: _words(
        "Droit à l’image",
        "J’accepte que les photos et vidéos prises pendant le challenge sur lesquelles je figure soient montrées sur le"
        " mur, dans la galerie, sur les sites de l’organisateur et dans la presse, pendant cinq ans et sans"
        " paiement.\n\n"
        "Je peux retirer cet accord à tout moment : à partir de cet instant, aucune nouvelle publication"
        " n’est faite. Ne"
        " pas signer n’a aucune conséquence.",
        "Image rights",
        "I agree that photos and videos taken during the challenge on which I appear are shown on the wall, in the"
        " gallery, on the organiser’s sites and in the press, for five years and without payment.\n\nI may"
        " withdraw this"
        " at any moment: from that moment on nothing new is published. Not signing has no consequence.",
    ),
}
"""Per kind the words that the desk offers while an edition has published none."""
