### Pages for people who pay. Short sentences, no abbreviations, nothing that frightens.

## What is paid, to whom, under which number

facts-payee = To
facts-description = For
facts-kassenzeichen = Reference number (Kassenzeichen)
items-caption = The amounts in detail
items-description = For
items-amount = Amount
items-total = Total

## Pay page

pay-title = Pay for { $service }
pay-preline = Pay online at { $tenant }
pay-amount = Amount to pay
pay-with = Pay with { $method }
pay-what-happens = You will go to { $method } and confirm the payment there. Then you come back here.
pay-privacy = We do not tell { $method } what you are paying for.
pay-no-method = You cannot pay online here at the moment. Please contact the office named at the bottom of this page.
pay-details = Details
pay-until = You can pay until { $time }
pay-until-hint = After that we close this payment. Nothing will be charged then.
pay-extend = Take more time
pay-cancel = Cancel payment

pay-declined-title = { $method } declined the payment
pay-declined-text = No money was taken. Please try again. At { $method } you can also choose another card or account.
pay-cancelled-title = You have not paid yet
pay-cancelled-text = You came back without paying. No money was taken.
pay-unreachable-title = { $method } is not answering at the moment
pay-unreachable-text = No money was taken. Please try again in a few minutes.
pay-attempt-expired-title = Your last attempt has expired
pay-attempt-expired-text = No money was taken. You can start the payment again.
pay-extended-title = You have more time now
pay-extended-text = You can pay until { $time }.

## An attempt is open at the provider

continue-title = Your payment is still open
continue-text = You started the payment at { $method }. Continue there to pay.
continue-button = Continue at { $method }
continue-until = This is possible until { $time }.

## We wait for the provider

processing-title = We are checking your payment
processing-text = We are waiting for { $method } to confirm. This usually takes a few seconds.
processing-not-again = Please do not pay again.
processing-refreshes = This page refreshes every { $seconds } seconds
processing-stands-still = This page does not refresh by itself
processing-close = You can also close the page. Your payment will not be lost.
processing-refresh-now = Refresh now
processing-refresh-off = Stop refreshing by itself

## Paid

paid-title = You have paid
paid-text = Thank you. { $tenant } has received your payment.
receipt-title = Receipt
receipt-test = Test: no money was moved.
receipt-paid-at = Paid on
receipt-method = Paid with
receipt-number = Receipt number
receipt-pdf = Receipt as PDF
receipt-print = You can also print this page.

## The attempt failed

failed-title = The payment did not work
failed-alert-title = No money was taken
failed-alert-text = { $method } could not make the payment. Please try again, for example with another card or account.
failed-retry = Try again with { $method }

## It is over without payment

ended-details = This was about
cancelled-title = The payment is cancelled
cancelled-text = No money was taken.
expired-title = The time is up
expired-text = This payment is no longer possible. No money was taken.
ended-next-application = Would you still like to pay? Then please start the payment again where you made your application.
ended-next-notice = Would you still like to pay? Then please find your notice again.
ended-next-service = Would you still like to pay? Then please fill in the form of the service again.

## Paid before

already-paid-title = This is already paid
already-paid-alert-title = Paid on { $time }
already-paid-alert-text = There is nothing more to do. You were not charged twice.
already-paid-receipt = View receipt

## Something is wrong

unknown-title = This page does not exist
unknown-text = We cannot find a payment for this link.
unknown-next = What you can do
unknown-check = Check that the link is complete.
unknown-again = Open the link again from the message you received.
unknown-ask = Ask the office that sent you the link.
error-internal-title = Something went wrong on our side
error-internal-text = It is not your fault. Please try again in a few minutes.
error-unavailable-title = We will be back soon
error-unavailable-text = This page is not available at the moment. Please try again in a few minutes.
error-too-many-title = That was too many requests
error-too-many-text = Please wait a minute. Then try again.
error-refused-title = We could not accept that
error-refused-text = Please open the page again with your link. Then press the button.
error-no-double = Have you just paid? Then please do not pay again. Open your link once more: it shows whether your payment has arrived.
error-reference = If you contact us, please tell us this number:

## A tenant's front page

home-title = Pay online
home-text = { $tenant } takes payments here.
home-link-title = Do you have a link?
home-link-text = Open the link. It takes you straight to your payment. You do not need to sign in.
home-no-link-title = No link?
home-no-link-text = Please make your application first. At the end it brings you here by itself.
home-safe-title = Your data
home-safe-text = These pages set no cookies. Nothing is loaded from other providers before you choose how to pay.
