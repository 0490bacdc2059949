### What the platform can say for an authority that did not write these pages itself.

contact-title = Contact

## Imprint

imprint-publisher = Responsible for these pages
imprint-platform = Technology
imprint-platform-text = These pages run on Zahlstelle, free software for public administration.

## Contact

contact-text = Do you have questions about a payment? We are happy to help.
contact-ready = Please have this ready
contact-ready-text = Please tell us the reference number (Kassenzeichen). It is on your notice, on the pay page and on the receipt.

## Accessibility statement

accessibility-text = { $tenant } wants everybody to be able to use these pages.
accessibility-state = How accessible these pages are
accessibility-state-text = The aim is WCAG 2.2, level AA, and EN 301 549. A program checks every page of this software with every change. Such a program does not find every barrier.
accessibility-keyboard = Everything works with the keyboard and without JavaScript.
accessibility-sight = The pages can be enlarged, read aloud and shown in colours of your own.
accessibility-time = Where time is limited, you can get more.
accessibility-receipt = The receipt is a PDF file with headings and a reading order (PDF/UA).
accessibility-gaps = What is still missing
accessibility-gaps-language = The texts of this software are also available in Easy German (Leichte Sprache) and in other languages. Names, explanations and pages of the authority are mostly in German only.
accessibility-gaps-tested = People with disabilities have not tested these pages yet. The texts in Easy German and in other languages have not been checked yet by people who use these languages every day.
accessibility-limits = What we cannot change
accessibility-limits-text = With a payment provider you pay on its pages; a bank transfer you make at your bank. The provider and the bank are responsible for those pages.
accessibility-report = Did you find a barrier?
accessibility-report-text = Please tell us on which page you are stuck. We will look for a way to pay together with you.
accessibility-enforcement = If that does not help
accessibility-enforcement-text = The German states and the federal government have arbitration or enforcement bodies for accessibility. You can turn to the one in charge if we do not answer or if our answer does not help.
accessibility-enforcement-link = To the body in charge

## Privacy

privacy-who = Who is responsible
privacy-what = What we process
privacy-what-text = For a payment we store the amount, the purpose, the reference number, the time and the way of payment. From the payment provider we learn neither your name nor your account details.
privacy-transfer-text = If you make a bank transfer, our bank tells us who made it and which reference you gave. We store the name and the reference with the payment record.
privacy-typed-text = What you enter in a form, we store to provide the service. What you enter to find a notice, we only compare.
privacy-mail-text = We store your email address if you ask for the receipt. The page says when we delete it.
privacy-guess-text = So that nobody can guess the notices of others, we count wrong entries per network. For this we store, for a short time, a checksum of the first part of the internet address.
privacy-keep-text = We keep payment records for as long as public finance law requires.
privacy-provider = What the payment provider learns
privacy-provider-text = The provider you choose gets from us the amount, the reference number, our name, the language you chose, the address of the way back and a general text. On a phone this can include the name of your browser. We do not tell it what you pay for. What it stores about you itself is explained on its own pages.
privacy-device = What happens on your device
privacy-device-text = These pages set no cookies, load nothing from others and do not watch you.
privacy-rights = Your rights
privacy-rights-text = You can ask for access to your data and have them corrected or erased. You can ask us to restrict their use, and you can object to it. The law can set limits, for example for payment records. You can reach the data protection officer of the authority at the address above. You can complain to the data protection authority of your state.
