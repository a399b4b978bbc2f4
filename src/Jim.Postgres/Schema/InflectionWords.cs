using System.Collections.Frozen;

namespace Jim.Postgres.Schema;

/// <summary>The words that <see cref="Inflection"/> does not treat by its rules, in lower case.</summary>
internal static class InflectionWords
{
    /// <summary>Words without another form, abbreviations that end in s, and plurals with two possible singulars (axis and axe).</summary>
    public static readonly FrozenSet<string> Unchanged = Words(
        """
        acoustics advice aerobics aesthetics aircraft alms amends analytics aquatics athletics aws axes baggage barracks
        billiards bios bison cash chaos chassis clothes clothing corps cosmos crossroads css data deer devops diabetes
        dice dns economics electronics ellipses equipment ethics ethos evidence faeces feces feedback firmware fish
        furniture genetics goods gps gymnastics hardware headquarters herpes homework hovercraft https information
        innings ios jewellery jewelry knowledge kudos leaves linguistics logistics luggage macos malware mathematics
        means measles media meta metadata middleware mms money moose multimedia mumps music news offspring ops overseas
        pajamas pants pathos personnel physics police politics premises pyjamas rabies research rice robotics saas
        scabies scissors series sheep sms software spacecraft species staff swine sys tls tos traffic trousers weather
        """);

    /// <summary>Endings of such words in compounds, and of plurals in other languages that look like English ones.</summary>
    public static readonly string[] UnchangedEndings =
    [
        "data", "media", "series", "species", "ware", "news",
        "ciones", "siones", "dades", "aux", "eux", "ungen", "heiten", "keiten", "schaften",
    ];

    /// <summary>Irregular plurals that also end longer words (<c>salespeople</c>, <c>geocaches</c>).</summary>
    public static readonly (string Plural, string Singular)[] Compounds =
    [
        ("people", "person"), ("children", "child"), ("women", "woman"), ("caches", "cache"), ("criteria", "criterion"),
        ("shelves", "shelf"),
    ];

    /// <summary>The plurals of two or three letters; any other such word that ends in s is an abbreviation or a singular.</summary>
    public static readonly FrozenSet<string> ShortPlurals = Words("ads ids ips tvs pcs cds dbs vms prs");

    public static readonly string[] PluralsInUs = ["menus", "skus", "cpus", "gpus", "tpus", "emus", "gnus"];

    public static readonly string[] PluralsInIs = ["apis", "kpis", "uris", "wikis", "taxis", "skis", "emojis", "pois", "guis"];

    /// <summary>Singulars in -as, -os, -es or a consonant and s.</summary>
    public static readonly string[] SingularsInS =
        ["alias", "canvas", "atlas", "christmas", "pancreas", "rhinoceros", "thermos", "asbestos", "lens", "perhaps"];

    /// <summary>Those of <see cref="SingularsInS"/>, and further singulars, whose plural is formed by -es.</summary>
    public static readonly string[] SingularsWithPlural =
        ["alias", "canvas", "atlas", "gas", "bias", "christmas", "pancreas", "thermos", "lens", "iris"];

    /// <summary>Plurals in -ses whose singular ends in s; those in -uses are told by rule.</summary>
    public static readonly string[] PluralsOfS =
        ["aliases", "canvases", "atlases", "gases", "biases", "christmases", "pancreases", "thermoses", "lenses", "irises"];

    public static readonly FrozenSet<string> PluralsInOes =
        Words("shoes horseshoes toes tiptoes canoes foes hoes oboes floes aloes woes roes does");

    /// <summary>Other words in -pos are abbreviations of positions.</summary>
    public static readonly FrozenSet<string> PluralsInPos = Words("repos typos expos tempos hippos");

    public static readonly string[] PluralsWithOes =
        ["hero", "potato", "tomato", "echo", "veto", "torpedo", "mosquito", "volcano", "cargo", "buffalo", "embargo"];

    /// <summary>Words in which -ch is spoken as k.</summary>
    public static readonly string[] HardCh = ["stomach", "epoch", "monarch", "patriarch", "matriarch", "eunuch", "tech", "loch"];

    /// <summary>Irregular singulars by their plurals.</summary>
    public static readonly FrozenDictionary<string, string> SingularOf = Pairs(
        """
        men man salesmen salesman craftsmen craftsman feet foot teeth tooth geese goose mice mouse lice louse oxen ox
        indices index vertices vertex vortices vortex matrices matrix appendices appendix codices codex apices apex
        analyses analysis diagnoses diagnosis prognoses prognosis hypotheses hypothesis theses thesis syntheses synthesis crises crisis
        parentheses parenthesis oases oasis synopses synopsis emphases emphasis neuroses neurosis
        phenomena phenomenon bacteria bacterium schemata schema alumni alumnus stimuli stimulus nuclei nucleus fungi fungus cacti cactus
        foci focus loci locus radii radius syllabi syllabus
        knives knife lives life wives wife midwives midwife wolves wolf halves half calves calf elves elf selves self
        thieves thief loaves loaf scarves scarf hooves hoof
        movies movie cookies cookie calories calorie zombies zombie selfies selfie rookies rookie brownies brownie prairies prairie
        genies genie hoodies hoodie smoothies smoothie newbies newbie freebies freebie birdies birdie
        aches ache headaches headache niches niche avalanches avalanche cliches cliche quiches quiche moustaches moustache
        quizzes quiz buses bus minibuses minibus uses use abuses abuse excuses excuse fuses fuse muses muse reuses reuse misuses misuse
        refuses refuse recluses recluse
        """);

    /// <summary>Irregular plurals by their singulars; of two plurals the one that names of tables have more often.</summary>
    public static readonly FrozenDictionary<string, string> PluralOf = SingularOf
        .Where(p => p.Key is not ("foci" or "loci" or "syllabi" or "schemata" or "nuclei" or "cacti" or "stimuli"))
        .Concat([new("axes", "axis"), new("leaves", "leaf"), new("sheaves", "sheaf")])
        .ToFrozenDictionary(p => p.Value, p => p.Key, StringComparer.Ordinal);

    private static FrozenSet<string> Words(string list) =>
        list.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    private static FrozenDictionary<string, string> Pairs(string list) =>
        list.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)
            .Chunk(2)
            .ToFrozenDictionary(p => p[0], p => p[1], StringComparer.Ordinal);
}
