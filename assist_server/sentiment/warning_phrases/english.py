"""The English words that warn. How rows are written is said in rows.py."""

from __future__ import annotations

from assist_server.sentiment.warning_phrases import friendly
from assist_server.sentiment.warning_phrases.rows import Language, Row

_PARTS = {
    "praise": friendly.PRAISE["en"],
    "num": (r"(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|many|few|couple of)"),
    "ago": (
        "(?:{num}(?: and a half| full| whole| long| business| working| more)? (?:hours?|days?|weeks?|months?"
        r"|years?)|(?:1[5-9]|[2-9]\d|\d{3}) min(?:ute)?s?|(?:thirty|forty|fifty|ninety)[ -]?\w* minutes|ages"
        "|forever|(?:hours|days|weeks|months) now)"
    ),
    "nth": r"(?:second|third|fourth|fifth|sixth|tenth|umpteenth|nth|2nd|3rd|[4-9]th|\d\dth)",
    "often": (
        r"(?:twice|repeatedly|over and over|again and again|(?:\d+|two|three|four|five|six|ten|several|many"
        "|multiple|numerous|countless|a dozen) times)"
    ),
    "ask": (
        r"(?:writ(?:e|ing|ten)|wrote|contact\w*|ask\w*|call\w*|phon(?:ed|ing)|report(?:ed|ing)?|explain\w*"
        r"|messag\w+|complain\w*|e-?mail\w*|tell(?:ing)?|told|sent|send(?:ing)?|rais(?:ed|ing)|reach(?:ed"
        "|ing)? out|rang)"
    ),
    "law": "(?:lawyers?|attorneys?|solicitors?|barristers?|legal (?:counsel|team|adviser|advisor)s?)",
    "rival": (
        "(?:competitors?|competition|provider|company|bank|vendor|supplier|carrier|airline|shop|store|brand|retailer)"
    ),
    "net": (
        "(?:facebook|twitter|reddit|tik ?tok|instagram|linkedin|youtube|social media|the internet|online|trustpilot)"
    ),
    "ill": ("(?:i'll|i will|i'm|i am|we'll|we will|we're|we are|going to|gonna|until i|before i|about to|let me)"),
    "how": (
        "(?:how (?:do|can|would|to|long|should)|(?:can|could|may|should) (?:i|we)|where (?:do|can)|what happens"
        "|what if|is (?:it|there)|are there|do (?:i|we)|when (?:can|does|will|do))"
    ),
    "was": "(?:old|previous|former|last|other) {rival}",
}

ENGLISH = Language(
    parts=_PARTS,
    breaks=r"[.!?;,:\n]|(?<!\w)(?:i|we|if|unless|because|since|when|and|but|otherwise)(?!\w)",
    before=r"(?<!you\x20)(?<!they\x20)(?<!if\x20)(?<!\w)(?:not(?! only)|\w+n't|cannot|no|never|without|nor"
    r"|neither)(?!\w)",
    far=r"(?<!you\x20)(?<!\w)(?:do not|don't|never) (?:think|want|plan|intend|mean|need)(?!\w)",
    common=frozenset("i you the to is my a it for and not this your we do have".split()),
    rows=(
        Row(
            "anger",
            "warning",
            (
                "outrage(?:ous|d)?", "disgust(?:ing|ed)", "disgraceful", "appalling", "shameful", "livid", "furious",
                "infuriat(?:ing|ed)", "enraged", "scandalous", "atrocious", "despicable", "abysmal", "pathetic",
                "unacceptable", "(?:is|absolutely|simply|just|so|completely) ridiculous", "idiots?", "morons?",
                "clowns", "incompetent", "incompetence", "liars?", "thieves", "crooks", "scammers?", "rip-?off",
                "ripped (?:me )?off", "(?:a|complete|total|such a) scam", "scammed me", "crap", "crappy", "bullshit",
                r"shit\w*", r"f+u+c+k\w*", "wtf", "wth", "what the (?:hell|heck)", "screw you", "go to hell",
                "pissed(?: off)?", "you(?: people| guys| all)?(?:'re| are) … useless",
                "useless (?:support|service|company|lot|people|staff|bunch)",
                "(?:what a|such a|complete|total|absolute|utter|is a|are a|bad) (?:joke|farce|disgrace|shambles"
                "|nightmare)",
                "fed up", "sick (?:and tired )?of", r"had enough(?! (?!of |now|already)\w)", "had it with",
                "(?:lost|losing) my patience", "(?:out of|end of my) patience", "wits' end", "how dare you",
                "shame on you", "ashamed of yourselves", "should be ashamed",
                "(?:are you|you must be|you've got to be|you have got to be) (?:kidding|joking)",
                "wast(?:e|ing|ed) (?:of )?my time", "waste of (?:time|money)", "treated … like (?:dirt|garbage|trash)",
                "worst … (?:service|support|company|experience|ever|i have|i've|in my life)",
                "(?:very|extremely|so|really|incredibly|beyond|absolutely|seriously) (?:angry|mad|annoyed"
                "|frustrated|upset)",
                "(?:i'm|i am|makes me|made me|we are|we're) (?:angry|mad|furious|enraged)(?! about the)",
                "i hate (?:you|your|this company|dealing)", "you (?:lied|are lying|keep lying)",
            ),
            unless=(
                "{was}", "crazy about", "spam", "dog", "angry birds",
            ),
        ),
        Row(
            "anger",
            "warning",
            (
                r"(?:nobody|no one) (?:\w+ ){0,5}(?:cares?|gives a)", "don't care about … customers",
            ),
            negatable=False,
        ),
        Row(
            "anger",
            "notice",
            (
                "(?:terrible|horrible|awful|dreadful|shocking|lousy) … (?:service|support|company|experience)",
                "(?:is|absolutely|simply) (?:absurd|insulting|infuriating)", "frustrated", "tired of",
            ),
            unless=(
                "{was}",
            ),
        ),
        Row(
            "leaving",
            "warning",
            (
                "(?:switch|mov|chang|go|transferr)(?:e|ing)? (?:over )?to (?:an|a|another|one of your|your"
                ")?(?: (?:other|another|different|new|better))? {rival}",
                "considering (?:switching|leaving|cancel+ing)",
                "thinking (?:about|of) (?:switching|leaving|cancel+ing)", "(?:business|money|custom) elsewhere",
                "(?:i'll|i will|i'm|i am|we'll|we will) (?:go|going) elsewhere",
                r"you(?:'ve| have|'ll| will|'re| are)?(?: (?!never)\w+){0,2} (?:lost|lose"
                r"|losing)(?: \w+){0,3} (?:customer|client|subscriber|business)(?! from| in| on)",
                "(?:leaving|leave) (?:you|your (?:company|platform|service|bank))",
                "leaving for (?:an?|another|your) … {rival}",
                "(?:find|found|look(?:ing)? for) (?:an(?:other)?|a different|a new|a better) (?:other )?{rival}",
                "(?:last|final) time (?:that )?(?:i|we)(?:'ll|'ve| will| have)?(?: ever)? (?:buy|bought|order"
                "|ordered|shop|book|fly|use|deal|spend)",
                "done with (?:you|this company|your)", "good riddance",
                "or (?:else )?(?:i|we)(?:'ll| will|'m going to| am going to)? (?:cancel|leave|close|switch|quit"
                "|walk)",
                r"(?:cancel|close|delete|terminate) (?:my|our|the|this) (?:\w+ )?(?:account|subscription"
                r"|membership|contract|plan)(?=[^.!?\n]{0,60}\b(?:done|no longer trust|never|enough|fed up"
                "|immediately|right now|at once|nothing works))",
                "(?:i'm|i am|we're|we are) (?:cancel+ing|terminating|closing) (?:my|our|the|this) (?!order"
                r"|appointment|booking)\w+",
            ),
            unless=(
                "{how}", "{was}", "single sign",
            ),
        ),
        Row(
            "leaving",
            "warning",
            (
                r"never (?:\w+ ){0,2}(?:buy|order|shop|book|fly|us|com|do|deal|spend"
                r"|return)\w* (?:\w+ ){0,4}(?:again|from you|with you|here|another)",
                "never again",
                "(?:won't|will not|not going to|wont) (?:be )?(?:renew(?:ing)?|com(?:e|ing) back|back"
                r"|order\w* again)",
                "no longer (?:want|wish) to (?:be|stay|remain) … (?:customer|client|member)",
            ),
            unless=(
                "{how}", "regret",
            ),
            negatable=False,
        ),
        Row(
            "leaving",
            "notice",
            (
                "(?:want|would like|i'd like|need|going|decided|wish|intend) to (?:cancel|terminate|end) (?:my"
                r"|our|the|this) (?:\w+ )?(?:subscription|membership|contract|plan|policy|account)",
            ),
            unless=(
                "{how}",
            ),
        ),
        Row(
            "legal",
            "critical",
            (
                r"(?:hear(?:ing)? from|contact\w*|call(?:ing)?|consult\w*|hir(?:e|ing)|get(?:ting)?|involv(?:e"
                r"|ing)|instruct\w*|(?:speak|talk|spoke|spoken)(?:ing)? (?:to|with)|retain\w*|forward … to"
                r"|hand … to) (?:\w+ )?{law}",
                r"(?:my|our) {law} (?:(?:and|or) … )?(?:will|is going|has|have|says?|said|told|advis\w+"
                "|believes?|are|shall)",
                "(?:sue|suing) (?:you|your|the|this|them|for)", "lawsuit", "(?:see|meet) you in court",
                "(?:go|going) to court", r"take (?:you|this|it|your|them|the) … to (?:\w+ ){0,2}court", "small claims",
                "(?:legal|court) (?:actions?|proceedings|steps|measures|claim|consequences)", "press(?:ing)? charges",
                "police report", "(?:call|report … to|going to|go to) the police",
                r"(?:report|complain)\w* … to the (?:authorities|regulator|attorney general)",
            ),
            unless=(
                "{law} (?:friend|firm)", r"recommend\w*", "stolen", "theft", "(?:tennis|food|basketball|squash) court",
                "{how}", "(?:friend|brother|sister|wife|husband) … {law}",
            ),
        ),
        Row(
            "legal",
            "warning",
            (
                r"consumer (?:protection|rights|affairs|agency|authority|watchdog)\w*", "trading standards",
                "ombudsman", "data protection (?:authority|commissioner)", "breach of contract",
                "(?:ftc|cfpb|ofcom|ofgem)",
            ),
            unless=(
                "{how}",
            ),
        ),
        Row(
            "public_complaint",
            "warning",
            (
                r"(?:leav|writ|post|giv|publish)(?:e|ing)? (?:\w+ ){0,3}(?:bad|negative|one|1|zero|honest"
                r"|terrible|awful|scathing)[ -]?(?:star )?(?:\w+ ){0,2}(?:review|rating)s?",
                "(?:very |brutally )?honest review", "(?:bad|negative|terrible|scathing) reviews?",
                "(?:one|1|zero|0)[ -]stars?",
                r"{ill}(?: \w+){0,3} (?:post|shar|tweet|publish|blast|spread)(?:e|ing)? (?:\w+ ){0,5}(?:on|to"
                "|all over) {net}",
                "all over {net}", "(?:everyone|everybody|people|the world) on {net} (?:will|should|needs)",
                r"{ill}(?: \w+){0,3} (?:tell|warn|let|show)(?:ing)? (?:everyone|everybody|all my|the world"
                "|people|others|my followers)",
                "(?:everyone|everybody|people|the world) (?:will|should|deserves? to|needs? to) (?:know|hear"
                "|find out|see)",
                "(?:go|goes|going) viral", "name and shame", "expose you", "go(?:ing)? public",
                "better business bureau", "bbb",
            ),
            unless=(
                "{how}", "hotel",
                "(?:five|5|good|great|nice|positive|love|lovely|happy)[ -]?(?:star|review|to leave)?", "fails?",
                "error",
            ),
        ),
        Row(
            "public_complaint",
            "critical",
            (
                r"(?:go|going|talk\w*|tell\w*|contact\w*|call\w*|writ\w+|inform\w*|speak\w*|went|report\w*"
                r"|alert\w*) (?:\w+ ){0,4}(?:press|media|newspapers?|journalists?|reporters?|tv station"
                "|local news)(?! kit)",
                "(?:newspapers?|press|journalists?|media) … (?:will|would|is going to|are going to)",
            ),
            unless=(
                "{how}", "social media", "quote", "work for",
            ),
        ),
        Row(
            "repeated_contact",
            "warning",
            (
                r"{nth} time (?:that |now )?(?:\w+ ){0,4}{ask}",
                "(?:my |the |our |this is the )?{nth} (?:e-?mail|message|call|request|ticket|reminder"
                "|complaint|letter)",
                r"(?:i|we)(?:'ve| have| had)?(?: already)? (?:\w+ )?{ask} (?:\w+ ){0,4}{often}", "how many more times",
                "how many times (?:do|must|should|have) (?:i|we) (?:have to |need to |got to )?(?:{ask}|repeat"
                "|say)",
                "(?:keep|kept) (?:asking|telling|explaining|repeating|writing|calling)",
                "(?:e-?mails?|messages?|calls?|letters?|tickets?) … (?:unanswered|ignored)",
                "(?:ignoring|ignored) (?:me|my|our)",
            ),
            unless=(
                "to thank", "solved", "love", "happy", "helped", r"(?:i|we) (?:order|buy|bought|visit|shop)\w*",
            ),
        ),
        Row(
            "repeated_contact",
            "notice",
            (
                "as (?:i|we)(?:'ve| have)?(?: already)? (?:said|told|mentioned|wrote|explained|stated|written)",
                "(?:i|we)(?:'ve| have)? already (?:told|said|sent|explained|provided|given|written|answered"
                "|contacted|e-?mailed)",
                "following up (?:again|for the)", "is any(?:one|body) (?:there|reading|even)", "(?:once|yet) again i",
            ),
            unless=(
                "great", r"thank\w*", "love", "excellent", "works now",
            ),
        ),
        Row(
            "repeated_contact",
            "warning",
            (
                "still (?:no|not a single|without(?: an?| any)?) (?:answer|reply|response|word|feedback)",
                r"still (?:have not|haven't|not) (?:had|heard|received|gotten|got) (?:back|any\w*|an? (?:answer"
                "|reply|response))",
                r"(?:nobody|no one|none of you) (?:\w+ ){0,3}(?:answer|repl|respond|contact|got back|gotten back"
                r"|call\w* back)\w*",
                r"you (?:\w+ )?(?:never|don't|didn't|haven't) (?:answer|repl|respond|got back|call\w* back)\w*",
                "(?:have not|haven't|never) (?:yet )?heard (?:back|anything|from)",
                "without (?:any|an?) (?:answer|reply|response)",
                "no (?:answer|reply|response) (?:yet|to my|so far|from you|from anyone|since)",
            ),
            unless=(
                "server", "api", "device", "printer", "router", "page",
            ),
            negatable=False,
        ),
        Row(
            "long_wait",
            "warning",
            (
                r"wait(?:ing|ed)? (?:\w+ ){0,6}{ago}", r"wait(?:ing|ed)? (?:\w+ )?since (?:last )?\w+",
                "on hold … {ago}",
                r"{ago}(?: later| now| ago)(?=[^.!?\n]{0,80}\b(?:still|nothing|no|nobody|not|hasn't|haven't"
                r"|never|yet|without)\b)",
                r"(?:it's|it has|its|has) been … {ago}(?=[^.!?\n]{0,80}\b(?:still|nothing|no|nobody|not|hasn't"
                r"|haven't|never|yet|without)\b)",
                r"(?:still|nothing|nobody|no one|no|not|hasn't|haven't)[^.!?\n]{0,60} (?:in|for|after"
                "|since) (?:over |more than |almost |nearly )?{ago}",
                r"(?:\d+|an?|two|three|several) (?:hours?|days?|weeks?) (?:late|overdue)",
                "how much longer (?:do|must|will|am|are|should) (?:i|we) (?:have|need|going|supposed|expected"
                "|wait)",
                "how long (?:do|must) (?:i|we) have to wait",
            ),
            unless=(
                "only", r"just (?:waited|took|\d+|an?|two|three)\b",
                "(?:can|could|may|will|happy to|don't mind|glad to|i'll) wait",
                "no (?:rush|hurry|problem)", "love", r"crash\w*", "started", "battery",
            ),
            negatable=False,
        ),
        *friendly.ENGLISH,
    ),
)  # fmt: skip
