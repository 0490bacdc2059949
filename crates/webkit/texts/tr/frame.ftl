### What stands around every page: top, bottom, way back.

skip-to-content = İçeriğe geç
languages = Dil seçin
test-title = Test ortamı.
test-text = Burada gerçek para hareketi olmaz.
contact = Sorularınız mı var?
legal-links = Yasal bilgiler
imprint = Künye (Impressum)
privacy = Gizlilik
accessibility = Erişilebilirlik
back-to-application = Başvuruya geri dön
back-to-service = Hizmete geri dön
