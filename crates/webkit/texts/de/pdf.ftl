### The receipt as PDF. What it shares with the page is in citizen.ftl.

pdf-amount = Bezahlter Betrag
pdf-service = Art der Zahlung
pdf-valid = Diese Quittung wurde automatisch erstellt und gilt ohne Unterschrift.
pdf-no-proof = Diese Quittung ist kein Nachweis einer Zahlung.
pdf-page = Seite
pdf-of = von
