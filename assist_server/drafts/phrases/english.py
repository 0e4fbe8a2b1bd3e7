"""The English phrases. How they are written is said in rows.py."""

from __future__ import annotations

from assist_server.drafts.phrases.rows import Phrase, Phrases, Promise, any_phrase

_WILL = "(?:i|we)(?:'ll| will| shall|'re going to| are going to)(?: \\w+ly)?(?: also| of course)?"

ENGLISH = Phrases(
    acknowledges=any_phrase(
        "(?:i|we) believe you",
        "should have (?:worked|arrived|been|come|reached|told)",
        "(?:that|it|this) (?:was|is) (?:on )?us",
        "(?:it's|it is|that's|that is) (?:on us|not (?:you|your))",
        "no wonder",
        "(?:don't|do not|please don't|no need to) worry",
        "for your patience",
        "bear with us",
        r"sorry",
        r"apolog(?:y|ies|ise|ize|ising|izing)",
        "regret",
        "(?:i|we)(?: can| do| fully| really| completely)*"
        " (?:understand|see|hear|imagine|appreciate)(?: \\w+){0,2} (?:why|how|that|you|your|the)",
        "(?:i|we)(?: can| do| fully| completely| totally)* understand",
        "you(?:'re| are)(?: \\w+)? right",
        "(?:must|should) (?:be|have been|feel)(?: \\w+){0,3} (?:frustrating|annoying|disappointing|upsetting"
        "|stressful)",
        "(?:how|that is|that's|this is|it is) (?:very |really |so |truly |most )?(?:frustrating|annoying|disappointing"
        "|upsetting|unpleasant)",
        "disappointing",
        "forgive",
        "our (?:mistake|fault|error)",
        "we let you down",
        "(?:is|was) not (?:ok|okay|good enough|acceptable|what you)",
        "thank you for (?:telling|being (?:so )?(?:frank|honest))",
        "i (?:would|'d) be (?:upset|angry|annoyed|frustrated)",
        "poor (?:service|start|experience)",
    ),
    blames=(
        Phrase(
            any_phrase(
                "(?:as|like) (?:i|we)(?:'ve| have)?(?: already| previously| repeatedly)+ (?:told|said|explained"
                "|mentioned"
                "|stated|written|wrote)(?: to)?(?: you)?(?: before| several times)?,?",
                "(?:as|like) (?:i|we) (?:told|said to) you(?: before)?,?",
                "needless to say,?",
                "as (?:is )?clearly stated,?",
                "as you (?:should|ought to) know,?",
                "obviously",
                "evidently",
            ),
            cut=True,
        ),
        Phrase(
            any_phrase(
                "you (?:have )?(?:failed|neglected|forgot(?:ten)?|refused|omitted)(?: to)?",
                "you (?:did not|didn't) (?:bother|care to|even (?:try|read|look)|read|follow|pay attention)",
                "you should(?:'ve| have) \\w+",
                "you (?:could|ought to) have (?:read|known|checked|seen|told)",
                "your own (?:fault|mistake|error)",
                "(?:it is|it's|that is|that's) your (?:fault|mistake|error|problem)",
                "not our (?:fault|problem|mistake)",
                "if you had(?: only| just| actually)? \\w+",
                "had you (?:only )?(?:read|checked|followed|told)",
                "you (?:are|were) (?:simply |just )?(?:wrong|mistaken|careless)",
                "you(?:'re| are) supposed to",
                "you must have (?:done|made|broken|dropped|entered|lost|forgotten)",
                "you people",
                "you (?:clearly|simply) (?:did|do|have|are)\\w*",
                "i can't help you if you",
                "read the (?:manual|terms|faq|mail) (?:again|properly|first)",
            )
        ),
    ),
    familiar=any_phrase(
        "bud(?:dy)?",
        "babe",
        "hon(?:ey|ie)",
        "sweet(?:ie|heart|y)",
        "darling",
        "dude",
        "bro",
        "mate",
        "pal",
        "(?:my|hi|hello|hey) dear(?=[,.!])",
        "cutie",
        "gorgeous(?=[,.!])",
        "boo",
        "(?<=, )love(?=[.!,]|$)",
        "luv",
        "xoxo",
        "kisses",
        "chill(?: out)?(?=[,.!])",
        "lol",
        "lmao",
        "no biggie",
        "girl(?=[,!])",
        "champ",
    ),
    waits=any_phrase(
        "(?:get|come|be|write|circle|revert)(?: right)? back to you",
        "let you know",
        "(?:will|'ll|shall) (?:contact|inform|update|notify|reach out to)(?: you)?",
        "be in touch(?: with you)?",
        "keep you (?:updated|posted|informed|in the loop)",
        "hear (?:back )?from (?:us|me)",
        "(?:looking|look) into (?:it|this|that|your)(?=[^.!?]{0,200}[.!]?$)",
        "(?:please|kindly) (?:wait|be patient|bear with us)",
    ),
    hears=any_phrase(
        "hear (?:back )?from (?:us|me|our)",
        "(?:get|come|write|report) back to you",
        "let you know",
        "(?:i|we)(?:'ll| will) (?:write|call|ring|answer|reply|update|tell|contact|inform|e-?mail|phone)",
        "i(?:'ll| will)(?: \\w+)? (?:send|share|explain|give|check|look)",
        "have an answer",
        "will (?:call|phone|ring|write to|tell) you",
        "(?:an|our|my) (?:answer|reply|update)",
        "be in touch",
        "keep you (?:updated|posted|informed)",
        "get the text from me",
    ),
    timed=any_phrase(
        "(?:once|when|after|before|until|till|unless|if|in case)",
        "as soon as (?!possible)\\w+",
        "today",
        "tonight",
        "tomorrow",
        "noon",
        "(?:this|next) (?:week|morning|afternoon|evening|month)",
        "end of (?:the )?(?:day|week|business|month)",
        "right (?:now|away)",
        "immediately",
        "(?:an|one|half an) hour",
        "a (?:day|week|minute|moment)(?! ago)",
        "\\d{1,2}(?::\\d\\d)? ?(?:am|pm|o'clock)",
        "\\d{1,2}:\\d\\d",
        "(?:few|couple of) (?:minutes|hours|days)",
        "\\d+ (?:minutes|min)",
        "every (?:day|hour|morning)",
    ),
    promises=(
        Promise(
            any_phrase(
                _WILL + " (?:fully )?(?:refund|reimburse|repay|return (?:the|your) money|pay (?:you )?back)",
                _WILL + " give you (?:a (?:full )?refund|your money back|the money back)",
                "you(?:'ll| will) (?:get|receive|have) (?:a |your |the )(?:full )?(?:refund|money back)",
                "(?:the|your) (?:full )?(?:amount|money|price|fee) will be (?:refunded|paid back|returned|reimbursed)",
            ),
            any_phrase(r"re-?fund\w*", r"reimburs\w*", r"money back", r"return(?:ed|s)?", "paid back", "credit(?:ed)?"),
        ),
        Promise(
            any_phrase(
                _WILL + r" (?:give|offer|grant|add|send|credit)(?: you)?(?: \w+){0,2} (?:discount|voucher|gift|coupon"
                r"|credit|upgrade|compensation|bonus|free \w+)",
                _WILL + " compensate",
                _WILL + " waive",
                r"you(?:'ll| will) (?:get|receive)(?: \w+){0,2} (?:discount|voucher|gift|coupon|credit|upgrade"
                r"|compensation|bonus)",
            ),
            any_phrase(
                "discount",
                "vouchers?",
                "gifts?",
                "coupons?",
                "credit",
                "upgrade",
                "compensat\\w+",
                "waive\\w*",
                "goodwill",
                "bonus",
            ),
        ),
        Promise(
            any_phrase(
                _WILL + r" (?:send|ship|get)(?: you)? (?:a |the )?(?:new|replacement|another|free)", _WILL + r" replace"
            ),
            any_phrase(r"replac\w+", r"new \w+", "exchange\\w*", "swap\\w*"),
        ),
        Promise(
            any_phrase(
                r"(?<!cannot )(?<!can't )(?<!not )(?:i|we)(?: can| do|'ll| will)?(?: hereby| fully| personally"
                r"| absolutely)* (?:guarantee|promise|swear|vouch)",
                "you have my word",
                r"(?:this|it) (?:will|shall|won't) (?:never|not ever|ever)(?: \w+)? happen again",
                "100 ?% (?:sure|guaranteed|certain)",
                "(?:it|this|that|everything) will definitely",
                "we will definitely",
                "rest assured that (?:it|this|you) will",
            ),
            any_phrase("guarante\\w+", "promise\\w*"),
        ),
    ),
    asks=any_phrase(
        "(?:i|we)(?:'d| would)?(?: also)? (?:like|want|need) to know",
        "(?:i|we)(?: was| am|'m)? wonder(?:ing|ed)?",
        "(?:please )?(?:tell me|let me know|explain) (?:how|when|where|which|what|whether|if|who)",
    ),
    rhetorical=any_phrase(
        "is (?:this|that) how",
        "(?:how|why) (?:dare|can you|could you|on earth)",
        "are you (?:kidding|serious|joking)",
        "what (?:is|the) (?:wrong|hell)",
        "this is how",
        "do you (?:even|really|think|seriously)",
        "how are you",
        "isn't it",
        "right\\?",
        "you know\\?",
        "ok\\?",
        "seriously\\?",
        "really\\?",
        "why (?:do|should|must) i (?:have|always|even)",
        "who do you think",
    ),
    when=any_phrase("when", "how (?:long|soon|fast|many (?:days|weeks|hours))", "until when", "what time", "by when"),
    cost=any_phrase(
        "how much",
        "who (?:pays|covers)",
        "what (?:does|do|will|would) (?:it|this|that|the \\w+) cost",
        "have to pay",
        "charged?",
        "fees?",
        "prices?",
        "costs?",
    ),
    free=any_phrase(
        "free(?: of charge)?",
        "no (?:fee|charge|cost|extra cost)",
        "costs? nothing",
        "nothing to pay",
        "pa(?:y|id)\\w*",
        "charged?",
        "fees?",
        "costs?",
    ),
    how=any_phrase(
        "how (?:do|can|could|should|would|to|does|may)(?! (?:you|they) )",
        "what (?:can|should|must|do) (?:i|we)(?: need to| have to)? do",
        "where (?:do|can|should) (?:i|we)",
    ),
    steps=any_phrase(
        "(?:please|just|simply|then|first|try|you can|you may) (?:\\w+ )?\\w+",
        "(?:open|click|tap|press|choose|select|use|go to|send|put|print|report|enter|switch|change|visit|call|log"
        "|restart|unplug|install|download"
        '|set|check) (?:the|your|a|an|it|this|on|in|under|to|my|"?\\w+)',
        "under",
    ),
    common=frozenset(
        "the and for are you can was how who why its our not but has had get got did may any all one two now out off "
        "own per yes due via let"
        " check help look tell do can about after again also another because been before being both cannot could does "
        "doing done down each even from have having hello here into"
        " just keep know like made make many more most much need once only other over please really same should since "
        "some still such take than thank"
        " thanks that their them then there these they thing this those through time under until very want well were "
        "what when where which while"
        " will with would your yours kind anything something everything".split()
    ),
    hello="Hello,\n\n",
    sorry="I am sorry for the trouble this has caused you.",
)
