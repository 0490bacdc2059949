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
accessibility-state-text = Die Seiten folgen den Regeln der WCAG 2.2, Stufe AA, und der EN 301 549. Jede Seite wird bei jeder Änderung automatisch geprüft.
accessibility-keyboard = Alles lässt sich mit der Tastatur und ohne JavaScript bedienen.
accessibility-sight = Die Seiten lassen sich vergrößern, vorlesen und in eigenen Farben anzeigen.
accessibility-time = Wo die Zeit begrenzt ist, können Sie mehr Zeit nehmen.
accessibility-language = Alle Texte gibt es auch in Leichter Sprache und in weiteren Sprachen.
accessibility-receipt = Die Quittung ist eine barrierefreie PDF-Datei.
accessibility-limits = Was wir nicht ändern können
accessibility-limits-text = Bezahlt wird auf den Seiten eines Zahlungsanbieters. Für sie ist der Anbieter verantwortlich.
accessibility-report = Haben Sie eine Barriere gefunden?
accessibility-report-text = Bitte sagen Sie uns, auf welcher Seite Sie nicht weiterkommen. Wir antworten Ihnen und helfen beim Bezahlen.

## Privacy

privacy-who = Wer verantwortlich ist
privacy-what = Was wir verarbeiten
privacy-what-text = Für eine Zahlung speichern wir Betrag, Zweck, Kassenzeichen, Zeitpunkt und Zahlweg. Ihren Namen und Ihre Kontodaten erfahren wir beim Bezahlen nicht. Die Buchungen bewahren wir so lange auf, wie es das Haushaltsrecht verlangt.
privacy-provider = Was der Zahlungsanbieter erfährt
privacy-provider-text = Der Anbieter, den Sie wählen, bekommt von uns den Betrag, eine Nummer und einen allgemeinen Text. Wofür Sie bezahlen, erfährt er von uns nicht. Was er selbst über Sie speichert, sagt er auf seinen Seiten.
privacy-device = Was auf Ihrem Gerät geschieht
privacy-device-text = Diese Seiten setzen keine Cookies, laden nichts von anderen und beobachten Sie nicht.
privacy-rights = Ihre Rechte
privacy-rights-text = Sie können Auskunft über Ihre Daten verlangen und sie berichtigen lassen. Sie können sich bei der Datenschutzaufsicht Ihres Landes beschweren.
