### The catalogue: finding a service, filling in what it asks, and what can be wrong.

## List and search

services-title = ادفع مقابل الخدمات عبر الإنترنت
services-search = ما الذي تريد أن تدفع ثمنه؟
services-search-hint = على سبيل المثال: Parken أو Bescheinigung أو Kurs
services-search-button = بحث
services-found = عدد النتائج: { $count }
services-none-title = لم نجد شيئًا مناسبًا
services-none-text = جرّب كلمة أخرى أو كلمة أقصر.
services-empty = لا نقدم خدمات هنا في الوقت الحالي.
services-all = عرض جميع الخدمات
home-services-title = هل تعرف ما الذي تريد أن تدفع ثمنه؟
home-services-text = اختر الخدمة وادفع فورًا. لا تحتاج إلى تسجيل الدخول.
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
service-option-hint = من فضلك اختر سعرًا واحدًا.
service-quantity = العدد
service-amount = المبلغ باليورو
service-pick = من فضلك اختر
service-next = في الخطوة التالية ترى المبلغ وتختار طريقة الدفع.
service-button = المتابعة إلى الدفع
service-filled-in-title = لقد ملأنا بعض البيانات من أجلك
service-filled-in-text = هذه البيانات موجودة في الرابط الذي جئت منه. من فضلك تحقق منها.
service-again-title = من فضلك أرسل النموذج مرة أخرى
service-again-text = لم يُفقد شيء ولم يُخصم أي مبلغ.
field-optional = { $field } (اختياري)
hint-quantity = من { $least } إلى { $most }
hint-amount = من { $least } إلى { $most }، على سبيل المثال 12.50
hint-date = على سبيل المثال: 31.12.2026
hint-plate = على سبيل المثال: MS-AB 123
hint-email = على سبيل المثال: name@beispiel.de

## What is wrong with a form

service-wrong = من فضلك تحقق من بياناتك
service-wrong-title = من فضلك تحقق: { $service }
wrong-at = { $field }: { $problem }
wrong-missing = من فضلك املأ هذا الحقل.
wrong-not-offered = من فضلك اختر شيئًا.
wrong-number = من فضلك اكتب عددًا صحيحًا، على سبيل المثال 2.
wrong-too-small = من فضلك أدخل { $least } على الأقل.
wrong-too-large = من فضلك أدخل { $most } على الأكثر.
wrong-amount = من فضلك اكتب مبلغًا باليورو، على سبيل المثال 12.50.
wrong-amount-unclear = من فضلك اكتب السنتات أيضًا، على سبيل المثال 1234.00.
wrong-too-long = من فضلك اكتب { $most } حرفًا على الأكثر.
wrong-signs = من فضلك اكتب حروفًا وأرقامًا وعلامات ترقيم فقط.
wrong-date = من فضلك اكتب يومًا موجودًا، على سبيل المثال 31.12.2026.
wrong-too-early = هذا ممكن ابتداءً من { $day }.
wrong-too-late = هذا ممكن حتى { $day }.
wrong-plate = من فضلك اكتب رقم لوحة ألمانية، على سبيل المثال MS-AB 123.
wrong-plate-unclear = من فضلك ضع شرطة بعد رمز المدينة، على سبيل المثال MS-AB 123.
wrong-email = من فضلك اكتب عنوان بريد إلكتروني، على سبيل المثال name@beispiel.de.

## When there is no form

link-bad-title = هذا الرابط غير صحيح
link-bad-text = الرابط غير كامل أو قام أحدهم بتغييره. لم نأخذ منه أي شيء.
link-expired-title = هذا الرابط لم يعد صالحًا
link-expired-text = انتهت مدته. لم نأخذ منه أي شيء.
link-open-again = افتح الصفحة التي وجدت فيها الرابط واضغط عليه هناك مرة أخرى.
link-without = أو املأ النموذج بنفسك
paused-title = هذا غير ممكن الآن
paused-text = لا يمكنك دفع ثمن هذه الخدمة عبر الإنترنت في الوقت الحالي. من فضلك حاول لاحقًا.
retired-title = لم تعد هذه الخدمة متوفرة هنا
retired-text = لم يعد بإمكانك دفع ثمنها عبر الإنترنت. من فضلك تواصل مع الجهة المذكورة أسفل هذه الصفحة.
