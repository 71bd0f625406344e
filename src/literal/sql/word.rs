//! The words of SQL that the reader knows, looked up without regard to case.
//!
//! It is no list of keywords of any dialect: a word is here because the [scanner](super::scan) acts on it, or because
//! it would pass for an alias or a column otherwise. The words up to [`LAST_RESERVED`] are names only in quotes.

/// The longest word that is looked up, in bytes: as many as a `u128` has.
const LONGEST: usize = 16;

macro_rules! words {
    ($($name:ident $text:literal)*) => {
        /// A word that means something, or [`Word::Other`].
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u16)]
        pub(super) enum Word { $($name,)* Other }

        const WORDS: &[(&str, Word)] = &[$(($text, Word::$name),)*];
    };
}

words! {
    // Reserved: they begin or join clauses, or operands.
    Select "select" From "from" Where "where" Group "group" Order "order" Having "having" Limit "limit" Join "join"
    Inner "inner" Left "left" Right "right" Full "full" Cross "cross" Natural "natural" Outer "outer" On "on"
    Using "using" Union "union" Except "except" Intersect "intersect" Into "into" Values "values" Set "set" As "as"
    And "and" Or "or" Not "not" In "in" Is "is" Null "null" Like "like" Ilike "ilike" Rlike "rlike" Regexp "regexp"
    Between "between" Case "case" When "when" Then "then" Else "else" End "end" Exists "exists" Distinct "distinct"
    All "all" Create "create" Alter "alter" Drop "drop" Table "table" Insert "insert" Update "update" Delete "delete"
    With "with" Returning "returning" For "for" By "by" Qualify "qualify" Lateral "lateral" True "true" False "false"
    References "references" Primary "primary" Foreign "foreign" Check "check" Constraint "constraint"
    Grant "grant" StraightJoin "straight_join" Any "any" Some "some" Collate "collate" Default "default"
    // Names may be spelled so, but no alias is that stands bare behind a table.
    Window "window" Offset "offset" Fetch "fetch" Option "option" Use "use" Force "force" Ignore "ignore"
    Partition "partition" Tablesample "tablesample" Pivot "pivot" Unpivot "unpivot" Final "final" Sample "sample"
    Match "match_recognize" Asof "asof" Anti "anti" Semi "semi" Global "global" Array "array" Sort "sort"
    Cluster "cluster" Distribute "distribute" At "at" Before "before" Changes "changes" Prewhere "prewhere"
    Settings "settings" Format "format" Minus "minus" Start "start" Connect "connect" Positional "positional"
    Apply "apply" Go "go" Loop "loop" Do "do" Begin "begin" Version "version" Holdlock "holdlock" Lock "lock"
    Overwrite "overwrite" Read "read" Write "write" Cascade "cascade" Restrict "restrict" Overriding "overriding"
    If "if" Return "return" Declare "declare" Execute "execute" Exec "exec" While "while" Replace "replace"
    // The rest means something only where it is looked for.
    To "to" Merge "merge" Truncate "truncate" Copy "copy" Analyze "analyze" Analyse "analyse" Vacuum "vacuum"
    Comment "comment" Revoke "revoke" Deny "deny" Show "show" Describe "describe" Desc "desc" Refresh "refresh"
    Optimize "optimize" Reindex "reindex" Rename "rename" Explain "explain" Prepare "prepare" Immediate "immediate"
    Load "load" Pragma "pragma" Cache "cache" Uncache "uncache" Import "import" Delimiter "delimiter"
    View "view" Index "index" Trigger "trigger" Policy "policy" Rule "rule" Sequence "sequence" Column "column"
    Function "function" Procedure "procedure" Statistics "statistics" Synonym "synonym" Type "type"
    Database "database" Schema "schema" Role "role" User "user" Extension "extension" Domain "domain"
    Server "server" Event "event" Publication "publication" Aggregate "aggregate" Package "package"
    Materialized "materialized" Recursive "recursive" Only "only" Concurrently "concurrently" Top "top"
    LowPriority "low_priority" HighPriority "high_priority" Delayed "delayed" Quick "quick" Extended "extended"
    Formatted "formatted" Verbose "verbose" Freeze "freeze" Temp "temp" Temporary "temporary"
    Unlogged "unlogged" Local "local" Directory "directory" Outfile "outfile" Dumpfile "dumpfile"
    Stdin "stdin" Stdout "stdout" Program "program" Owned "owned" Of "of" Inherits "inherits" Inherit "inherit"
    Attach "attach" Detach "detach" Clone "clone" Shallow "shallow" Deep "deep" Exchange "exchange" Switch "switch"
    Swap "swap" Rows "rows" Identifier "identifier" Columns "columns" Fields "fields" Indexes "indexes" Keys "keys"
    Partitions "partitions" Tables "tables" Tblproperties "tblproperties" Conflict "conflict"
    Duplicate "duplicate" Row "row" After "after" Instead "instead" Add "add" Modify "modify" Change "change"
    Key "key" Unique "unique" Exclude "exclude" Fulltext "fulltext" Spatial "spatial" Period "period"
    Generated "generated" First "first" Interval "interval" Cast "cast" Asc "asc" Nulls "nulls" Last "last"
    Over "over" Filter "filter" Within "within" Ties "ties" Escape "escape" Similar "similar" Div "div" Mod "mod"
    Language "language" Sql "sql" Plpgsql "plpgsql" Returns "returns" Strict "strict" Regclass "regclass"
    Rowtype "rowtype" Object "object" Statement "statement" Sets "sets" Grouping "grouping" Rollup "rollup"
    Cube "cube" CurrentDate "current_date" CurrentTime "current_time"
    CurrentUser "current_user" Localtime "localtime" Sysdate "sysdate" Unknown "unknown" Isnull "isnull"
    Notnull "notnull" Range "range" Unbounded "unbounded" Preceding "preceding" Following "following"
    Current "current" Groups "groups" Percent "percent" Zone "zone" Time "time" Without "without"
    Tablespace "tablespace" Engine "engine" Charset "charset" Character "character" Transaction "transaction"
    Names "names" Isolation "isolation" Session "session" Nologging "nologging" Ordinality "ordinality"
    Grants "grants" Matched "matched" Append "append" Checksum "checksum" SystemTime "system_time" HistoryTable "history_table" Summarize "summarize" Json "json" Xml "xml"
    Exclusive "exclusive" Share "share" Nowait "nowait" Skip "skip" Locked "locked"
}

/// The last of the words that stand for no name without quotes.
const LAST_RESERVED: Word = Word::Default;

/// The last of the words that are no alias behind a table.
const LAST_NO_ALIAS: Word = Word::Replace;

const SLOTS: usize = 1024;
const EMPTY: u16 = u16::MAX;

/// The bytes of a word as one number, letters small.
const fn packed(word: &[u8]) -> u128 {
    let mut packed = 0;
    let mut at = 0;
    while at < word.len() {
        packed = packed << 8 | (word[at] | 0x20) as u128;
        at += 1;
    }
    packed
}

const fn slot(packed: u128) -> usize {
    let folded = (packed as u64) ^ ((packed >> 64) as u64).rotate_left(29);
    (folded.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 54) as usize
}

static KEYS: [u128; WORDS.len()] = {
    let mut keys = [0; WORDS.len()];
    let mut at = 0;
    while at < WORDS.len() {
        keys[at] = packed(WORDS[at].0.as_bytes());
        at += 1;
    }
    keys
};

static TABLE: [u16; SLOTS] = {
    let mut table = [EMPTY; SLOTS];
    let mut at = 0;
    while at < WORDS.len() {
        let mut slot = slot(packed(WORDS[at].0.as_bytes()));
        while table[slot] != EMPTY {
            slot = (slot + 1) % SLOTS;
        }
        table[slot] = at as u16;
        at += 1;
    }
    table
};

impl Word {
    /// What word this is.
    pub(super) fn of(word: &[u8]) -> Self {
        if word.len() > LONGEST {
            return Self::Other;
        }
        let packed = packed(word);
        let mut slot = slot(packed);
        loop {
            let at = TABLE[slot];
            if at == EMPTY {
                return Self::Other;
            }
            if KEYS[usize::from(at)] == packed {
                return WORDS[usize::from(at)].1;
            }
            slot = (slot + 1) % SLOTS;
        }
    }

    /// Whether it is a name only in quotes.
    pub(super) fn is_reserved(self) -> bool {
        self <= LAST_RESERVED
    }

    /// Whether it is no alias where one may stand without `AS`.
    pub(super) fn is_no_alias(self) -> bool {
        self <= LAST_NO_ALIAS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_any_case() {
        assert!(
            WORDS
                .iter()
                .all(|(text, word)| Word::of(text.as_bytes()) == *word)
        );
        assert!(WORDS.iter().all(|(text, _)| text.len() <= LONGEST));
        assert_eq!(Word::of(b"SELECT"), Word::Select);
        assert_eq!(Word::of(b"Straight_Join"), Word::StraightJoin);
        assert_eq!(Word::of(b"legacy_users"), Word::Other);
        assert_eq!(Word::of(b""), Word::Other);
        assert!(Word::Select.is_reserved() && !Word::Comment.is_no_alias());
    }
}
