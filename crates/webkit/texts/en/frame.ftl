### What stands around every page: top, bottom, way back.

skip-to-content = Skip to content
languages = Choose language
test-title = Test system.
test-text = No real money is moved here.
contact = Questions?
legal-links = Legal information
imprint = Legal notice (Impressum)
privacy = Privacy
accessibility = Accessibility
back-to-application = Back to your application
back-to-service = Back to the service
