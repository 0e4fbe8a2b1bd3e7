"""The words that say that a person's name stands beside them, and the capitalised words that are no names."""

from __future__ import annotations

from assist_server.text.patterns import any_of

RELATIVE = any_of(
    "(?:step-?|grand|god|foster )?(?:son|daughter|mother|father|mom|mum|mama|papa|dad|brother|sister|parent|child)"
    "(?:-in-law)?",
    "husband|wife|partner|spouse|friend|colleague|boss|(?:boy|girl)friend|neighbou?r|flatmate|(?:room|house)-?mate",
    "cousin|uncle|aunt|auntie|niece|nephew|grandma|grandpa|granny|nan|nanny|babysitter|carer|assistant|landlord"
    "|landlady",
    "fianc[eé]e?|tenant|lodger|lawyer|accountant|solicitor|secretary|doctor|dentist|teacher|client|twin",
    "(?:schwieger|stief|groß|paten|ur)?(?:mann|sohn|tochter|mutter|vater|eltern|kind)|(?:ehe|lebens)(?:mann"
    "|frau|partner(?:in)?"
    "|gefährt(?:e|in))",
    "frau|bruder|schwester|schwager|schwägerin|freund(?:in)?|kolleg(?:e|in|en)|chef(?:in)?|nachbar(?:in|n)?"
    "|enkel(?:in)?",
    "mitbewohner(?:in)?|partner(?:in)?|onkel|tante|oma|opa|cousine?|vetter|neffe|nichte|assistent(?:in)?"
    "|vermieter(?:in)?",
    "patenkind|pfleger(?:in)?|haushaltshilfe|mieter(?:in)?|verlobte[rn]?|betreuer(?:in)?|sekretär(?:in)?|anwalt|anwältin|steuerberater(?:in)?"
    "|zahn(?:arzt|ärztin)|arzt",
    "marido|esposa|mujer|esposo|hij[oa]|madre|padre|mamá|papá|herman[oa]|amig[oa]|novi[oa]|colega|vecin[oa]"
    "|compañer[oa]",
    "prim[oa]|tí[oa]|abuel[oa]|suegr[oa]|cuñad[oa]|yerno|nuera|niet[oa]|sobrin[oa]|padrin[oa]|madrina|ahijad[oa]"
    "|hijastr[oa]|asistente",
    "jef[ea]|pareja|inquilin[oa]|caser[oa]|secretari[oa]|contable|abogad[oa]|dentista|médic[oa]|niñera|cuidadora",
)
JOB = any_of(
    "courier|driver|caretaker|technician|manager|supervisor|janitor|receptionist|doorman|clerk|cashier|engineer"
    "|postman",
    "plumber|electrician|builder|agent|advis[eo]r|representative|rep|operator|concierge|porter|mechanic"
    "|installer|account"
    " holder|holder|owner|co-?owner|tenant|recipient|guest|passenger|witness|fitter",
    "bote|botin|fahrer(?:in)?|hausmeister(?:in)?|techniker(?:in)?|vorgesetzte[rn]?|leiter(?:in)?|berater(?:in)?"
    "|zusteller(?:in)?",
    "verkäufer(?:in)?|sachbearbeiter(?:in)?|klempner(?:in)?|elektriker(?:in)?|handwerker(?:in)?|monteur(?:in)?"
    "|pförtner(?:in)?",
    "mitarbeiter(?:in)?|(?:konto)?inhaber(?:in)?|empfänger(?:in)?|abholer(?:in)?|bearbeiter(?:in)?"
    "|ansprechpartner(?:in)?",
    "vormieter(?:in)?|postbot(?:e|in)|disponent(?:in)?|notar(?:in)?|makler(?:in)?",
    "montadora?|mensajer[oa]|repartidora?|conserje|técnic[oa]|supervisora?|encargad[oa]|gerente|vendedora?|asesora?|porter[oa]",
    "emplead[oa]|fontaner[oa]|electricista|agente|titular|cotitular|gestora?|instaladora?|destinatari[oa]"
    "|operadora?|ingenier[oa]",
)
OWNER = any_of(
    "my|his|her|our|your|their|the|another|an?|one of (?:my|your|our) (?=\\w)|ex-",
    "meine?[rnms]?|unsere?[rnms]?|ihre?[rnms]?|seine?[rnms]?|deine?[rnms]?|eure?[rnms]?|de[rmn]|die|eine?[rnm]?",
    "mis?|sus?|tus?|nuestr[oa]s?|vuestr[oa]s?|la|el|una?",
)
# What is written before a colon or a dash where a form asks for a person.
LABEL = any_of(
    "(?:full |customer |contact |card ?holder |account )?name(?: (?:on|of) (?:the )?\\w+)?|customer|client"
    "|account[ -]holder",
    "(?:card ?|policy|co-?)?(?:holder|owner)|account co-owner|recipient|gift recipient|contact(?: person)?"
    "|emergency contact",
    "(?:deliver|ship|bill|sold|assigned|sent|return|attention|addressed)(?:ed|ped)? to|from|to|cc|bcc|sender"
    "|signed(?: by)?",
    "signature|agent|adviser|attn|attention|fao|handled by|collected by|received by|ordered by|purchaser|buyer|payee",
    "passenger|guest|tenant|beneficiary|technician|case manager|my details|for|patient|insured|traveller|account",
    "von|an|vor- und nachname|kund(?:e|in|en)?|konto(?:inhaber|mitinhaber)(?:in)?|auftraggeber(?:in)?"
    "|besteller(?:in)?|käufer(?:in)?",
    "rechnungs?empfänger(?:in)?|rechnung an|empfänger(?:in)?|ansprechpartner(?:in)?|notfallkontakt|lieferung an"
    "|abholer(?:in)?",
    "unterschrift|bearbeiter(?:in)?|sachbearbeiter(?:in)?|mitinhaber(?:in)?|absender(?:in)?|z\\.? ?hd\\.?"
    "|zu händen|gast|mieter(?:in)?",
    "de|para|cliente|titular|cotitular|nombre(?: (?:y apellidos|completo|del pasajero|del titular))?|mi nombre"
    "|factura a|destinatario",
    "contacto(?: de emergencia)?|persona de contacto|firma|firmado|agente|remitente|comprador(?:a)?|asignado a"
    "|atención|a/a",
    "pasajer[oa]|huésped|beneficiari[oa]|entregar a|enviar a|recibe",
)
# Behind these words comes a person as a rule, even where a message has no capitals.
CUE = any_of(
    "copied in|cc['’]?d|in copy(?: is)?|en copia(?: (?:está|a))?|in kopie(?: (?:ist|habe ich))?",
    "c/o|fao|attn\\.?|attention|ask(?:ed|ing)? for|contacted|phone(?: up)?|spoke w/|married to|somebody called",
    "(?:spoke|spoken|talk|talked|speak|chat|chatted|chatting|dealt|dealing|deal"
    "|corresponded)(?: \\w+){0,2}? (?:to|with|w/)",
    "(?:signed|taken|collected|picked|accepted|received|helped|served|handled|answered|opened|written|ordered"
    "|paid|booked)"
    "(?: (?:for|up|out|over|in))? by|share the account with|assigned to|handed to|released to|passed (?:this"
    "|it) to|given it to",
    "in the name of|on behalf of|according to|it was|thanks to|regards from|hello from|greetings from|is called"
    "|known as|cc",
    "name (?:is|was)|name['’]s|i go by|you know me as|it should read|you are dealing with|you have reached"
    "|listed as|down as",
    "is registered (?:to|as|under)|booked under|under the name(?: of)?|mr or ms|tenant was|instead of"
    "|advis[eo]r today was",
    "z\\.? ?hd\\.?|zu händen(?: von)?|fragen nach|bitte nach|zugewiesen an|abgeholt von|übergeben an"
    "|mitgenommen hat es|laut",
    "genannt|namens|nannte sich|nennt sich|gewisser?|schreibt ihnen|antwortet ihnen|es grüßt|sie chatten mit"
    "|unterschrieben hat",
    "eingetragen ist|empfänger ist|bevollmächtigt ist|abholer ist|ansprechpartner(?:in)? ist|berater(?:in)? war"
    "|vormieter war|abheben: |ausgehändigt wurde es",
    "a la atención de|a nombre de|en nombre de|de parte de|en lugar de|en vez de|gracias a|pregunt\\w+ por"
    "|habl\\w+ con|llam\\w+ a|una? tal",
    "me (?:atendió|ayudó)|le (?:atendió|saluda|responde|habla)|les (?:saluda|escribe)(?: de nuevo)?"
    "|recogido por|firmado por|asignado a|entregado a",
    "autorizo a|añadido a|añadir a|dijo llamarse|que lo recoja|lo compró|se lo llevó|chateando con|al habla"
    "|como destinatario figura|quien suscribe,",
)
# Behind these one comes often, and a thing as often: the words must look like a name.
WEAK_CUE = any_of(
    "by|with|from|for|to|and|both|told|asked|ask|met|call|phone|put|let|have|has|had|get|got|add|added|saw|like"
    "|was|is|me,|i,|i am|i['’]m|it['’]s|named",
    "called|this is|spoke|as|under|of|contact|w/|sign(?:s|ed)|brought|attn|agent",
    "emailed|e-mailed|wrote to|texted|phoned|messaged|fragen sie|frag|fragt|schrieb ich|escribí a|pregunten a",
    "an|bei|von|für|mit|durch|auf|gehört|und|ich,|ich bin|hat|haben|war|ist|als|traf|sie|schrieb|rufen sie|hieß"
    "|heißt|heiße|es|grüßt|ihnen|nach",
    "por|con|de|a|para|y|es|era|fue|soy|yo,|abrió|firmó|compró|pagó|recibió|recogió|saluda|escribe|responde"
    "|como|tanto|según|habla|aquí|vio|figura|lleva",
)
# What only persons do: "… signed for it", "… hat unterschrieben".
DOES = any_of(
    "is the one|es quien|fue quien|ist diejenige|ist derjenige|(?:in|at|from) your|(?:aus|in|von) ihre[mrn]",
    "again|here|speaking|signed|said|says|wrote|told|took|takes|picked|picks|called|calls|rang|promised|opened"
    "|answered|paid|bought"
    "|gave|collected|lives|lived|works|worked|ordered|received|accepted|helped|sent|asked|confirmed"
    "|will (?:take|be|call|collect|pick"
    "|sign|receive|have|contact|come|bring|reply|get)|is (?:my|on your|your|our|allowed|authorised|authorized"
    "|taking)|from your"
    "|from (?:the )?(?:team|dispatch|billing|logistics|support|sales|accounts|returns|warehouse)|in (?:billing"
    "|logistics|dispatch)"
    "|and (?:i|me|my)|packed|hung up|can (?:take|sign|collect)|moved|has the key|recommended|visits|who",
    "nochmals?|hier|übernimmt|holt|hat|wird|schrieb|schreibt|kümmert|sagte?|meinte?|meint|am apparat|mein name"
    "|aus dem|aus der"
    "|nimmt|nahm|unterschrieb|öffnete|versprach|bestellte|bezahlte|gab|wohnt|arbeitet|rief|kommt|ist (?:mein"
    "|ihr|unser)|und ich"
    "|von ihrem|vom|unterschreibt",
    "se encarg\\w+|de su (?:equipo|tienda)|lleva su|firmó|firmará|prometió|escribió|recogió|dijo|dice|pagó"
    "|compró|abrió|recibió|atendió"
    "|me (?:atendió|ayudó|dijo|prometió|colgó|llamó|devolvió)|y yo|como yo|de (?:logística|expedición|almacén"
    "|facturación|ventas)"
    "|de contabilidad|en su|es mi (?:nombre|\\w+)|lo (?:empaquetó|compró|recogió|pagó|firmó)|vive|trabaja|quien"
    "|recomendó"
    "|tiene la llave|otra vez",
)
# Where somebody works: "Sunniva from accounts promised …", "… aus der Buchhaltung versprach …".
DEPARTMENT = any_of(
    "(?:from|in|at) (?:your |the |our )?(?:accounts|accounting|billing|sales|support|returns|finance|dispatch|logistics"
    "|reception|customer service|customer care|shop|store|office|warehouse)(?: (?:team|department|desk))?",
    "(?:aus|von|in) (?:der|dem|ihre[mr]) (?:buchhaltung|rechnungsabteilung|abteilung|zentrale|filiale|hotline"
    "|verwaltung"
    "|rezeption|logistik|reklamation|laden|geschäft|lager|vertrieb|support|kundenservice|büro)",
    "de(?:l)? (?:su |la )?(?:contabilidad|facturación|ventas|administración|recepción|logística|tienda|oficina|almacén"
    "|soporte|departamento|equipo|reclamaciones)",
)
CLOSING = any_of(
    "(?:(?:all the )?best|kind|warm|with kind|with best)?,? ?(?:regards|wishes)|all the best|best|rgds|cheers"
    "|sincerely|warmly|yours"
    "(?: (?:faithfully|sincerely|truly))?|(?:many )?thanks(?: again| in advance)?|thank you(?: in advance)?"
    "|take care|respectfully",
    "(?:(?:mit )?(?:freundlich|best|lieb|herzlich|schön|viel)(?:e[nmrs]?) )?gr(?:ü|ue)(?:ß"
    "|ss)e?n?(?: aus \\w+ \\w+)?|gru(?:ß|ss)|lg|vg|mfg"
    "|hochachtungsvoll|(?:vielen )?dank(?: im voraus)?|es grüßt(?: sie)?|danke",
    "(?:un |reciban? un )?(?:cordial )?saludos?(?: cordial(?:es)?)?|atentamente|atte\\.?|cordialmente|abrazos?"
    "|(?:muchas )?gracias(?: de"
    " antemano)?|quedo a la espera|firmado",
)
# Capitalised words of products, shops, programmes and places, that stand two by two as names do.
THINGS: frozenset[str] = frozenset(
    """
    pro plus max mini air ultra lite home class plan premium basic standard gold silver platinum business economy
    first prime club card gift voucher switch oled smart tv phone pad book watch galaxy series serie edition deluxe
    classic google apple amazon microsoft windows office samsung sony bosch siemens philips dyson nintendo
    playstation xbox android chrome firefox safari edge outlook gmail netflix spotify facebook instagram twitter
    whatsapp telegram paypal visa mastercard maestro american express klarna alexa siri echo kindle fire nest ring
    hue sonos bose garmin fitbit gopro canon nikon lenovo dell asus acer huawei xiaomi lg hp brother epson tolino
    fairphone nespresso delonghi tefal krups braun kenwood kitchenaid miele aeg bluetooth wifi wlan usb hdmi
    settings account menu system software hardware update version model task power volume control panel app store
    play music photos cloud drive mail messenger new york san los las santa saint st united north south east west
    great royal black friday cyber monday king's college city town street road avenue airport station park square
    center centre hotel inn bank group team support service customer customers help desk order orders invoice
    delivery returns shipping shop online web site page terms conditions privacy policy general data protection
    regulation dhl ups fedex usps hermes gls dpd deutsche post correos seur mrw royal mail european union christmas
    easter new year ramadan internet explorer operating user manual quick start guide first class free trial black
    white red blue green yellow buenos aires ciudad méxico madrid barcelona london berlin hamburg münchen wien
    zürich paris rom köln rio costa rica puerto hong kong kong republic kingdom states germany spain england ireland
    austria switzerland china america europe africa asia real academia banco corte inglés mercado libre media markt
    best buy home depot whole foods tarjeta cuenta pedido factura envío garantía manual servicio atención cliente
    soporte departamento ajustes configuración datos código kundenservice kundendienst bestellung rechnung lieferung
    garantie gerät produkt artikel nummer paket konto versand einstellungen daten passwort seite internet hotline
    parcel express courier couriers logistics freight daylight adaptive mid mode assistant screen
    facturación contabilidad logística ventas reservas devoluciones reclamaciones almacén gran vía
    buchhaltung vertrieb versandabteilung reklamation billing accounting sales accounts
    filiale kunde kundin versicherung deutschland österreich schweiz beim bei mit von für nach im am zum zur ins ans
    auf aus bis seit durch gegen ohne um vor hinter über unter zwischen nicht kein keine noch schon nur sehr dann
    hier dort nun jetzt heute gestern morgen mein meine unser unsere dieser diese dieses alles etwas nichts
    vielleicht außerdem trotzdem status fehler meldung login anzeige display taste knopf please could can would
    should hello after before since while once because although first last next each every another such only even
    cómo qué cuándo dónde quién cuál también además ahora después antes desde hasta entre sobre sin durante según
    aunque porque pues mientras siempre nunca otra otro este esta estos estas ese esa eso aquel nuestro nuestra code
    error gen mark volume down up left right side front back option options button ihres ihrer ihrem ihren seines
    seiner meines meiner unseres unserer eines einer des jeder jede jedes alle viele partners bahn post sparkasse
    commerzbank volksbank haus straße platz weg stadt
    """.split()
)
