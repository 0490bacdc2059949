### What the platform can say for an authority that did not write these pages itself.

contact-title = Kontakt

## Imprint

imprint-publisher = Verantwortlich für diese Seiten
imprint-platform = Zur Technik
imprint-platform-text = Diese Seiten laufen mit Zahlstelle, einer freien Software für die öffentliche Verwaltung.

## Contact

contact-text = Haben Sie Fragen zu einer Zahlung? Wir helfen Ihnen gern.
contact-ready = Das sollten Sie bereithalten
contact-ready-text = Nennen Sie uns bitte das Kassenzeichen. Es steht auf Ihrem Bescheid, auf der Bezahlseite und auf der Quittung.

## Accessibility statement

accessibility-text = { $tenant } möchte, dass alle Menschen diese Seiten nutzen können.
accessibility-state = So barrierefrei sind diese Seiten
accessibility-state-text = Ziel sind die Regeln der WCAG 2.2, Stufe AA, und der EN 301 549. Ein Programm prüft jede Seite dieser Software bei jeder Änderung. Ein solches Programm findet nicht jede Barriere.
accessibility-keyboard = Alles lässt sich mit der Tastatur und ohne JavaScript bedienen.
accessibility-sight = Die Seiten lassen sich vergrößern, vorlesen und in eigenen Farben anzeigen.
accessibility-time = Wo die Zeit begrenzt ist, können Sie die Zeit verlängern.
accessibility-receipt = Die Quittung ist eine PDF-Datei mit Überschriften und Lesereihenfolge (PDF/UA).
accessibility-gaps = Was noch fehlt
accessibility-gaps-language = Die Texte dieser Software gibt es auch in Leichter Sprache und in weiteren Sprachen. Namen, Erklärungen und eigene Seiten der Behörde gibt es meist nur auf Deutsch.
accessibility-gaps-tested = Menschen mit Behinderungen haben die Seiten noch nicht geprüft. Die Texte in Leichter Sprache und in den weiteren Sprachen wurden noch nicht von Menschen geprüft, die diese Sprachen täglich nutzen.
accessibility-limits = Was wir nicht ändern können
accessibility-limits-text = Mit einem Zahlungsanbieter bezahlen Sie auf dessen Seiten, eine Überweisung machen Sie bei Ihrer Bank. Für diese Seiten sind der Anbieter und die Bank verantwortlich.
accessibility-report = Haben Sie eine Barriere gefunden?
accessibility-report-text = Bitte sagen Sie uns, auf welcher Seite Sie nicht weiterkommen. Wir suchen mit Ihnen einen Weg zum Bezahlen.
accessibility-enforcement = Wenn das nicht hilft
accessibility-enforcement-text = Für Barrierefreiheit gibt es Schlichtungs- oder Durchsetzungsstellen der Länder und des Bundes. An die zuständige Stelle können Sie sich wenden, wenn Sie von uns keine Antwort bekommen oder die Antwort nicht hilft.
accessibility-enforcement-link = Zur zuständigen Stelle

## Privacy

privacy-who = Wer verantwortlich ist
privacy-what = Was wir verarbeiten
privacy-what-text = Für eine Zahlung speichern wir Betrag, Zweck, Kassenzeichen, Zeitpunkt und Zahlungsart. Vom Zahlungsanbieter erfahren wir weder Ihren Namen noch Ihre Kontodaten.
privacy-transfer-text = Wenn Sie überweisen, sagt uns unsere Bank, wer überwiesen hat und welchen Verwendungszweck Sie angegeben haben. Den Namen und den Verwendungszweck speichern wir mit der Buchung.
privacy-typed-text = Was Sie in ein Formular schreiben, speichern wir, um die Leistung zu erbringen. Was Sie eingeben, um einen Bescheid zu finden, vergleichen wir nur.
privacy-mail-text = Ihre E-Mail-Adresse speichern wir, wenn Sie die Quittung anfordern. Auf der Seite steht, wann wir sie löschen.
privacy-guess-text = Damit niemand fremde Bescheide errät, zählen wir falsche Eingaben je Netz. Dafür speichern wir für kurze Zeit eine Prüfsumme aus dem vorderen Teil der Internet-Adresse.
privacy-keep-text = Die Buchungen bewahren wir so lange auf, wie es das Haushaltsrecht verlangt.
privacy-provider = Was der Zahlungsanbieter erfährt
privacy-provider-text = Der Anbieter, den Sie wählen, bekommt von uns den Betrag, das Kassenzeichen, unseren Namen, die gewählte Sprache, die Adresse für den Weg zurück und einen allgemeinen Text. Auf dem Telefon kann auch der Name Ihres Browsers dazugehören. Wofür Sie bezahlen, erfährt er von uns nicht. Was er selbst über Sie speichert, sagt er auf seinen Seiten.
privacy-device = Was auf Ihrem Gerät geschieht
privacy-device-text = Diese Seiten setzen keine Cookies, laden nichts von anderen und beobachten Sie nicht.
privacy-rights = Ihre Rechte
privacy-rights-text = Sie können Auskunft über Ihre Daten verlangen und sie berichtigen oder löschen lassen. Sie können verlangen, dass wir ihre Nutzung einschränken, und Sie können ihr widersprechen. Das Gesetz kann Grenzen setzen, zum Beispiel für Buchungen. Die Datenschutzbeauftragten der Behörde erreichen Sie über die Anschrift oben. Sie können sich bei der Datenschutzaufsicht Ihres Landes beschweren.
