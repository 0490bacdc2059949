### The catalogue: finding a service, filling in what it asks, and what can be wrong.

## List and search

services-title = Pay for services online
services-search = What would you like to pay for?
services-search-hint = For example: parking, certificate or course
services-search-button = Search
services-found = Found: { $count }
services-none-title = We found nothing for this
services-none-text = Try another or a shorter word.
services-empty = We offer no services here at the moment.
services-all = See all services
home-services-title = Do you know what you want to pay for?
home-services-text = Choose the service and pay at once. You do not need to log in.
home-services-link = See the services

## What it costs

fee-fixed = { $amount }
fee-from = from { $amount }
fee-each = { $amount } each
fee-free = { $least } to { $most }

## A service and its form

service-fee = What it costs
service-fields = Your details
service-option = Which price applies to you?
service-option-hint = Please choose one price.
service-quantity = Number
service-amount = Amount in euros
service-pick = Please choose
service-next = In the next step you see the amount and choose how to pay.
service-button = Go on to pay
service-filled-in-title = We have filled something in for you
service-filled-in-text = The details are in the link that brought you here. Please check them.
service-again-title = Please send the form once more
service-again-text = Nothing is lost and no money was taken.
field-optional = { $field } (optional)
hint-quantity = From { $least } to { $most }
hint-amount = From { $least } to { $most }, for example 12.50
hint-date = For example: 31.12.2026
hint-plate = For example: MS-AB 123
hint-email = For example: name@example.com

## What is wrong with a form

service-wrong = Please check your details
service-wrong-title = Please check: { $service }
wrong-at = { $field }: { $problem }
wrong-missing = Please fill in this field.
wrong-not-offered = Please choose one.
wrong-number = Please write a whole number, for example 2.
wrong-too-small = Please give at least { $least }.
wrong-too-large = Please give at most { $most }.
wrong-amount = Please write an amount in euros, for example 12.50.
wrong-amount-unclear = Please write the cents, too, for example 1234.00.
wrong-too-long = Please write at most { $most } characters.
wrong-signs = Please write letters, digits and punctuation only.
wrong-date = Please write a day that exists, for example 31.12.2026.
wrong-too-early = It is possible from { $day }.
wrong-too-late = It is possible until { $day }.
wrong-plate = Please write a German number plate, for example MS-AB 123.
wrong-plate-unclear = Please put a hyphen after the place, for example MS-AB 123.
wrong-email = Please write an e-mail address, for example name@example.com.

## When there is no form

link-bad-title = This link is not right
link-bad-text = The link is incomplete, or somebody changed it. We took nothing from it.
link-expired-title = This link is no longer valid
link-expired-text = Its time is over. We took nothing from it.
link-open-again = Open the page where you found the link and follow it there once more.
link-without = Or fill in the form yourself
paused-title = This is not possible just now
paused-text = You cannot pay for this service online at the moment. Please try again later.
retired-title = This service is no longer here
retired-text = You can no longer pay for it online. Please contact the office at the bottom of this page.
