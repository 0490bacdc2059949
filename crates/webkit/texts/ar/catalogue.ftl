### The catalogue: finding a service, filling in what it asks, and what can be wrong.

## List and search

services-title = دفع رسوم الخدمات عبر الإنترنت
services-search = ما الذي تريد دفع رسومه؟
services-search-hint = يرجى الكتابة بالألمانية، مثلًا:
services-search-button = بحث
services-found =
    { $count ->
        [zero] لم نجد أي خدمة
        [one] وجدنا خدمة واحدة
        [two] وجدنا خدمتين
        [few] وجدنا { $count } خدمات
        [many] وجدنا { $count } خدمة
       *[other] وجدنا { $count } خدمة
    }
services-none-title = لم نجد شيئًا مناسبًا
services-none-text = يمكن تجربة كلمة أخرى أو كلمة أقصر بالألمانية.
services-empty = لا نقدم خدمات هنا في الوقت الحالي.
services-all = عرض جميع الخدمات
home-services-title = هل تعرف ما الذي تريد دفع رسومه؟
home-services-text = يمكن اختيار الخدمة ودفع رسومها فورًا دون تسجيل الدخول.
home-services-link = عرض الخدمات

## What it costs

fee-fixed = { $amount }
fee-from = ابتداءً من { $amount }
fee-each = { $amount } للقطعة
fee-free = من { $least } إلى { $most }

## A service and its form

service-fee = التكلفة
service-fields = بياناتك
service-option = أي سعر ينطبق عليك؟
service-option-hint = يرجى اختيار سعر واحد.
service-quantity = العدد
service-amount = المبلغ باليورو
service-pick = يرجى الاختيار
service-next = في الخطوة التالية ترى المبلغ وتختار طريقة الدفع.
service-button = المتابعة إلى الدفع
service-filled-in-title = لقد ملأنا بعض البيانات من أجلك
service-filled-in-text = هذه البيانات موجودة في الرابط الذي جئت منه. يرجى التحقق منها.
service-again-title = يرجى إرسال النموذج مرة أخرى
service-again-text = لم يُفقد شيء ولم يُخصم أي مبلغ.
field-optional = { $field } (اختياري)
hint-quantity = من { $least } إلى { $most }
hint-amount = من { $least } إلى { $most }، على سبيل المثال 12,50
hint-date = على سبيل المثال: 31.12.2026
hint-plate = على سبيل المثال: MS-AB 123
hint-email = على سبيل المثال: name@example.com

## What is wrong with a form

service-wrong = يرجى التحقق من بياناتك
service-wrong-title = يرجى التحقق: { $service }
wrong-at = { $field }: { $problem }
wrong-missing = يرجى ملء هذا الحقل.
wrong-not-offered = يرجى اختيار شيء من القائمة.
wrong-card = في هذا الحقل رقم بطاقة. يرجى حذف الرقم. فنحن لا نحتاج إليه ولا يجوز لنا حفظه.
wrong-number = يرجى كتابة عدد صحيح، على سبيل المثال 2.
wrong-too-small = يرجى إدخال { $least } على الأقل.
wrong-too-large = يرجى إدخال { $most } على الأكثر.
wrong-amount = يرجى كتابة مبلغ باليورو، على سبيل المثال 12,50.
wrong-amount-unclear = يرجى كتابة السنتات أيضًا، على سبيل المثال 1234,00.
wrong-too-long =
    يرجى عدم تجاوز { $most ->
        [zero] { $most } حرف
        [one] حرف واحد
        [two] حرفين
        [few] { $most } أحرف
        [many] { $most } حرفًا
       *[other] { $most } حرف
    }.
wrong-signs = في هذا الحقل رمز غير مرئي. يرجى كتابة النص بلوحة المفاتيح بدلًا من لصقه.
wrong-date = يرجى كتابة تاريخ صحيح، على سبيل المثال 31.12.2026.
wrong-too-early = أول يوم ممكن: { $day }.
wrong-too-late = آخر يوم ممكن: { $day }.
wrong-plate = يرجى كتابة رقم لوحة ألمانية، على سبيل المثال MS-AB 123.
wrong-plate-unclear = يرجى وضع شرطة بعد رمز المدينة، على سبيل المثال MS-AB 123.
wrong-email = يرجى كتابة عنوان بريد إلكتروني، على سبيل المثال name@example.com.

## When there is no form

link-bad-title = هذا الرابط غير صحيح
link-bad-text = الرابط غير كامل أو قام أحدهم بتغييره. لم نأخذ منه أي شيء.
link-expired-title = هذا الرابط لم يعد صالحًا
link-expired-text = انتهت مدته. لم نأخذ منه أي شيء.
link-open-again = يرجى فتح الصفحة التي وجدت فيها الرابط والضغط عليه هناك مرة أخرى.
link-without = أو ملء النموذج بنفسك
paused-title = هذا غير ممكن الآن
paused-text = لا يمكن دفع رسوم هذه الخدمة عبر الإنترنت في الوقت الحالي. يرجى المحاولة لاحقًا.
retired-title = لم تعد هذه الخدمة متوفرة هنا
retired-text = لم يعد بإمكانك دفع رسومها عبر الإنترنت. يرجى التواصل مع الجهة المذكورة في أسفل هذه الصفحة.
