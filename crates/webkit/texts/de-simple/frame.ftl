### What stands around every page: top, bottom, way back.

skip-to-content = Zum Inhalt springen
languages = Sprache wählen
test-title = Das ist ein Test.
test-text = Sie bezahlen hier kein echtes Geld.
contact = Haben Sie Fragen?
legal-links = Wichtige Hinweise
imprint = Impressum: Das sind wir
privacy = Daten·schutz
accessibility = Barriere·freiheit
back-to-application = Zurück zur Seite vom Amt
back-to-service = Zurück zu den Feldern
