### The catalogue: finding a service, filling in what it asks, and what can be wrong.

## List and search

services-title = Pay for services online
services-search = What would you like to pay for?
services-search-hint = For example:
services-search-button = Search
services-found =
    { $count ->
        [one] { $count } service found
       *[other] { $count } services found
    }
services-none-title = We found nothing for this
services-none-text = Try another or a shorter word.
services-empty = We offer no services here at the moment.
services-all = See all services
home-services-title = Do you know what you want to pay for?
home-services-text = Choose the service and pay now. You do not need to sign in.
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
service-option-hint = Choose one price.
service-quantity = Number
service-amount = Amount in euros
service-pick = Choose
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

service-wrong = Check your details
service-wrong-title = Check: { $service }
wrong-at = { $field }: { $problem }
wrong-missing = Enter something in this field.
wrong-not-offered = Choose one.
wrong-card = Check this field: it contains a card number. Remove the number. We do not need it and may not store it.
wrong-number = Enter a whole number, for example 2.
wrong-too-small = Enter { $least } or more.
wrong-too-large = Enter { $most } or less.
wrong-amount = Enter an amount in euros, for example 12.50.
wrong-amount-unclear = Enter the cents too, for example 1234.00.
wrong-too-long =
    Enter no more than { $most ->
        [one] { $most } character
       *[other] { $most } characters
    }.
wrong-signs = Check this field: it contains an invisible character. Type the text instead of pasting it.
wrong-date = Enter a date that exists, for example 31.12.2026.
wrong-too-early = Enter { $day } or a later date.
wrong-too-late = Enter { $day } or an earlier date.
wrong-plate = Enter a German number plate, for example MS-AB 123.
wrong-plate-unclear = Enter a hyphen after the place, for example MS-AB 123.
wrong-email = Enter an email address, for example name@example.com.

## When there is no form

link-bad-title = There is a problem with this link
link-bad-text = The link is incomplete or has been changed. We took nothing from it.
link-expired-title = This link is no longer valid
link-expired-text = Its time is over. We took nothing from it.
link-open-again = Open the page where you found the link and follow it there once more.
link-without = Or fill in the form yourself
paused-title = You cannot pay for this online at the moment
paused-text = Please try again later.
retired-title = This service is no longer here
retired-text = You can no longer pay for it online. Please contact the office named at the bottom of this page.
