### What the platform can say for an authority that did not write these pages itself.

contact-title = Contact

## Imprint

imprint-publisher = Responsible for these pages
imprint-platform = Technology
imprint-platform-text = These pages run on Zahlstelle, free software for public administration.

## Contact

contact-text = Do you have questions about a payment? We are happy to help.
contact-ready = Please have this ready
contact-ready-text = Please tell us the reference number (Kassenzeichen). It is on your letter, on the pay page and on the receipt.

## Accessibility statement

accessibility-text = { $tenant } wants everybody to be able to use these pages.
accessibility-state = How accessible these pages are
accessibility-state-text = The pages follow WCAG 2.2, level AA, and EN 301 549. Every page is checked automatically with every change.
accessibility-keyboard = Everything works with the keyboard and without JavaScript.
accessibility-sight = The pages can be enlarged, read aloud and shown in colours of your own.
accessibility-time = Where time is limited, you can take more.
accessibility-language = All texts are also there in German plain language and in other languages.
accessibility-receipt = The receipt is an accessible PDF file.
accessibility-limits = What we cannot change
accessibility-limits-text = You pay on the pages of a payment provider. The provider is responsible for them.
accessibility-report = Did you find a barrier?
accessibility-report-text = Please tell us on which page you are stuck. We will answer and help you pay.

## Privacy

privacy-who = Who is responsible
privacy-what = What we process
privacy-what-text = For a payment we store the amount, the purpose, the reference number, the time and the way of payment. We do not learn your name or your account when you pay. We keep the books as long as budget law demands.
privacy-provider = What the payment provider learns
privacy-provider-text = The provider you choose gets the amount, a number and a general text from us. We do not tell it what you pay for. What it stores about you itself, it says on its own pages.
privacy-device = What happens on your device
privacy-device-text = These pages set no cookies, load nothing from others and do not watch you.
privacy-rights = Your rights
privacy-rights-text = You can ask what we know about you and have it corrected. You can complain to the data protection authority of your state.
