### The receipt as PDF. What it shares with the page is in citizen.ftl.

pdf-amount = So viel haben Sie bezahlt
pdf-service = Dafür haben Sie bezahlt
pdf-valid =
    Ein Computer hat dieses Blatt gemacht.
    Es gilt auch ohne Unter·schrift.
pdf-no-proof = Diese Quittung ist kein Beweis für eine Zahlung.
pdf-page = Seite
pdf-of = von
