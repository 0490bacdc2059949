### What the platform can say for an authority that did not write these pages itself.

contact-title = So erreichen Sie uns

## Imprint

imprint-publisher = Diese Seiten sind von:
imprint-platform = Die Technik
imprint-platform-text = Diese Seiten laufen mit einem Programm. Das Programm heißt Zahlstelle. Alle Ämter dürfen es benutzen.

## Contact

contact-text = Haben Sie Fragen zu einer Zahlung? Wir helfen Ihnen gern.
contact-ready = Das brauchen wir von Ihnen
contact-ready-text = Sagen Sie uns bitte Ihr Kassen·zeichen. Das ist eine Nummer. Sie steht auf Ihrem Brief. Sie steht auch auf der Quittung.

## Accessibility statement

accessibility-text = Alle Menschen sollen diese Seiten benutzen können. Das ist { $tenant } wichtig.
accessibility-state = So gut kann man die Seiten benutzen
accessibility-state-text = Es gibt Regeln für gute Internet·seiten. Die Regeln heißen WCAG. Wir halten uns an diese Regeln. Wir prüfen jede Seite.
accessibility-keyboard = Sie brauchen keine Maus. Es geht auch mit der Tastatur.
accessibility-sight = Sie können die Seiten größer machen. Sie können sich die Seiten vorlesen lassen.
accessibility-time = Brauchen Sie mehr Zeit? Dann drücken Sie auf den Knopf für mehr Zeit.
accessibility-language = Alle Texte gibt es in Leichter Sprache. Es gibt sie auch in anderen Sprachen.
accessibility-receipt = Die Quittung kann man sich vorlesen lassen.
accessibility-limits = Das können wir nicht ändern
accessibility-limits-text = Sie bezahlen auf der Seite von einer anderen Firma. Diese Seite macht die Firma.
accessibility-report = Kommen Sie nicht weiter?
accessibility-report-text = Bitte sagen Sie es uns. Wir antworten Ihnen. Wir helfen Ihnen beim Bezahlen.

## Privacy

privacy-who = Wer passt auf Ihre Daten auf?
privacy-what = Das speichern wir
privacy-what-text = Wir speichern, wie viel Sie bezahlt haben. Wir speichern, wofür Sie bezahlt haben. Wir speichern Ihr Kassen·zeichen. Wir speichern auch den Tag und die Uhrzeit. Ihren Namen erfahren wir beim Bezahlen nicht. Ihr Konto erfahren wir auch nicht. Gesetze sagen, wie lange wir das speichern müssen.
privacy-provider = Das erfährt die andere Firma
privacy-provider-text = Sie bezahlen bei einer anderen Firma. Die Firma weiß, wie viel Sie bezahlen. Wir sagen ihr nicht, wofür Sie bezahlen. Die Firma schreibt auf ihrer Seite, was sie über Sie speichert.
privacy-device = Das passiert auf Ihrem Gerät
privacy-device-text = Diese Seiten speichern nichts auf Ihrem Gerät. Niemand beobachtet Sie.
privacy-rights = Das sind Ihre Rechte
privacy-rights-text = Sie dürfen fragen, was wir über Sie wissen. Ist etwas falsch? Dann müssen wir es ändern. Sie dürfen sich auch beschweren. Das geht bei der Stelle für Daten·schutz.
