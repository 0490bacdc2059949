### What stands around every page: top, bottom, way back.

skip-to-content = Zum Inhalt springen
languages = Sprache wählen
test-title = Testbetrieb.
test-text = Hier fließt kein echtes Geld.
contact = Fragen?
legal-links = Rechtliche Hinweise
imprint = Impressum
privacy = Datenschutz
accessibility = Barrierefreiheit
back-to-application = Zurück zum Antrag
back-to-service = Noch einmal zur Leistung
