"""The words that say whose number follows: one row a placeholder, the first that fits counts."""

from __future__ import annotations

from assist_server.text.patterns import any_of

PLATE = any_of(
    "(?:licen[cs]e|number|registration|reg)[ -]?plates?|plate(?: number)?|(?:car |vehicle )?registration",
    "(?:vehicle|car) reg(?:istration)?|(?:kfz-?)?kennzeichen|nummernschild|matr[ií]cula|placas?|车牌(?:号码?)?",
)
IDENTITY = any_of(
    "reisepass(?:es)?|pass-?(?:nummer|nr\\.?)|(?:personal)?ausweis(?:es|-?nr\\.?)",
    "passport|identity card|id card|national id|driving licen[cs]e|driver'?s licen[cs]e|ssn|social security|tax id",
    "nino|national insurance|imei|serial|s/n|medical record|patient|policy",
    "reisepass(?:nummer)?|(?:personal)?ausweis(?:nummer)?|führerschein(?:nummer)?|sozialversicherungsnummer"
    "|serien-?n(?:umme)?r\\.?",
    "steuer-?(?:id|nummer|identifikationsnummer)|versicherungsnummer|patienten(?:nummer)?",
    "pasaporte|dni|nie|nif|c[eé]dula|curp|documento de identidad|(?:permiso|carnet) de conducir|seguridad social",
    "número de serie|n[ºo°]\\.? de serie|póliza|护照(?:号码?)?|身份证(?:号码?)?|驾驶证号?|序列号|保单号?",
)
TRACKING = any_of(
    "track(?:ing)?|parcel|package|consignment|waybill|sendungs?(?:verfolgungs?)?(?:nummer|-?nr\\.?|code)?",
    "paket(?:nummer|-?nr\\.?)?|seguimiento|rastreo|env[ií]o|gu[ií]a|快递单?号|运单号?|物流单号|单号",
)
BOOKING = any_of(
    "booking|reservation|confirmation|record locator|locator|pnr|itinerary|e-?ticket",
    "buchungs?(?:nummer|-?nr\\.?|code)?|buchung|reservierung(?:s(?:nummer|code))?",
    "reserva|localizador|confirmación|预[订定]号?|订座号?|确认号",
)
TICKET = any_of(
    "ticket-?n(?:umme)?r\\.?|ticket|case|request|complaint|incident|claim|ref(?:erence)?|file",
    "fall(?:nummer)?|vorgangs?(?:nummer)?|aktenzeichen|schadens?(?:nummer)?|beschwerde(?:nummer)?|referenz(?:nummer)?",
    "anfrage(?:nummer)?|incidencia|caso|expediente|folio|reclamación|referencia|工单号?|案件号?|投诉(?:单号?|编号?|号)|参考号",
)
ACCOUNT = any_of(
    "account|acct|a/c|customer|client|member(?:ship)?|subscriber|contract|loyalty|frequent flyer",
    "rewards?|meter|user ?id|user",
    "(?:kd|kto|vertr)\\.?-?nr\\.?|konto(?:nummer|-?nr\\.?)?|kunden?(?:nummer|-?nr\\.?|konto)|mitglieds?(?:nummer"
    "|-?nr\\.?)|benutzer(?:nummer|id)",
    "vertrags?(?:nummer|-?nr\\.?)?|zähler(?:nummer)?|cuenta|cliente|socio|contrato|abonado|usuario",
    "[账帐]号|账户|客户号?|会员卡?号?|合同号?|用户(?:名|id|编号)?|卡号",
)
ORDER = any_of(
    "orders?|order(?:number|id|no|nr)|invoice|purchase|receipt|transaction|payment|return|rma|shipment|delivery|po",
    "(?:re|rg|best|auftr)\\.?-?nr\\.?|bestell(?:ung|nummer|-?nr\\.?)|auftrags?(?:nummer|-?nr\\.?)?|rechnung"
    "|rechnungs?(?:nummer|-?nr\\.?)|lieferschein(?:nummer)?",
    "retouren?(?:nummer)?|transaktions(?:nummer|-?id)|pedido|factura|compra|recibo|transacción|devolución|orden"
    "|albarán",
    "订单(?:号码?|编号)?|发票号?码?|交易号|流水号|退货单?号",
)
ROWS: tuple[tuple[str, str], ...] = (
    ("[plate]", PLATE),
    ("[id]", IDENTITY),
    ("[tracking]", TRACKING),
    ("[booking]", BOOKING),
    ("[ticket]", TICKET),
    ("[account]", ACCOUNT),
    ("[order]", ORDER),
)

NUMBER_WORD = any_of(
    "numbers?|num|no|nr|id|code|ref(?:erence)?|details?|#",
    "nummer|n[úu]mero|n[úu]m|n\\.?[ºo°]|编号|号码|号|码",
)
LINK_WORD = any_of(
    "is|was|says|reads|are|were|with|under|number|the|my|our|of|and",
    "ist|war|lautet|sind|mit|der|die|und|es|era|son|con|de|el|la|y|是|为|的",
)
UNIT = any_of(
    r"%|€|\$|£|¥|eur|usd|gbp|euros?|dollars?|pounds?|pesos|yuan|元|块",
    "x|×|times|items?|pieces?|pcs|stück|unidades|件|个|kg|g|km|m|cm|mm|gb|mb|tb|w|v|mah|ml|l",
    "hours?|days?|weeks?|months?|minutes?|stunden|tage|wochen|días|semanas|horas|天|小时",
    "points?|miles|punkte|meilen|puntos|millas|积分",
)

LOGIN = any_of(
    "login(?: name)?|user ?name|log(?:ged)? in as|sign(?:ed)? in as|benutzername|nutzername|anmeldename|angemeldet als",
    "nombre de usuario|usuario|用户名|登录名",
)
MESSENGER = any_of("微信号?|QQ号?|(?:wechat|skype|telegram|instagram|insta|line|kakao)(?: id| name| handle|:)")
SECRET = any_of(
    "password|passwd|passcode|pwd|security code|pin(?:[- ]?code)?|puk|otp|tan|one[- ]time (?:code|password)",
    "verification code|access code",
    "passwort|kennwort|bestätigungscode|zugangscode|contraseña(?: (?:provisional|temporal|nueva|anterior))?",
    "clave(?: de acceso)?|código de (?:verificación|acceso|seguridad)|密码|验证码",
)
# A code that one person was sent; the code of an error or a discount is everybody's.
SENT_CODE = any_of(
    "(?:code|pin|password|passcode) (?:i|we|you) (?:got|received|sent|entered|typed|was sent)|code from the (?:sms"
    "|text|e-?mail|app)",
    "(?:the|your|my) code|code aus der (?:sms|mail|app)|code per (?:sms|mail)|(?:mein|ihr|dein) code",
    "código (?:que )?(?:me |le |te )?(?:llegó|enviaron|mandaron|recibí)|código (?:del|por) sms|(?:mi|su|tu) código",
)
BIRTH = any_of(
    r"born(?: on)?|birth ?da(?:te|y)|date of birth|d\.?o\.?b\.?",
    r"geboren(?: am)?|geburtsdatum|geburtstag|geb\.-?datum|geb\.|cumpleaños|naci(?:do|da|miento)|nací(?: el)?"
    r"|fecha de nacimiento",
    "出生(?:日期|于|年月)?|生日",
)
