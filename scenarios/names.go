package scenarios

import (
	"regexp"
	"strings"

	"github.com/plantwin/plantwin/internal/source"
)

// The sections of the one name space, in the order in which messages name them.
var spaceSections = []string{"parameters", "tables", "signals", "sensors", "assets"}

// singular names an entry of a section.
var singular = map[string]string{"parameters": "a parameter", "tables": "a table", "signals": "a signal", "sensors": "a sensor",
	"assets": "an asset"}

// reservedWords cannot be names, besides the top-level keys (NOTATION.md, section 1).
var reservedWords = strings.Fields("plant part self time pi add remove like swap by rule of rest else none true false null yes no on off")

// functions are the names that expressions call; a table is called too, so it cannot have one of them.
var functions = strings.Fields(`if min max clamp abs sign sqrt exp log log10 sin cos tan asin acos atan atan2 sinh cosh tanh floor ceil round
	mod der sum mean count sampled risk life hazard switch hysteresis pre`)

var (
	nameForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*$`)
	kindForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]*$`)
	pathForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]*(\.(\*|[A-Za-z0-9_-]+))*$`)
	notName  = regexp.MustCompile(`[^A-Za-z0-9_]+`)
	digitFor = regexp.MustCompile(`^[0-9]+$`)
)

// isReserved reports a word that cannot be a name; the truth values of YAML readers in any capitals.
func isReserved(name string) bool {
	for _, w := range reservedWords {
		if w == name {
			return true
		}
	}
	switch strings.ToLower(name) {
	case "true", "false", "null", "yes", "no", "on", "off":
		return true
	}
	return root.field(name) != nil
}

// check reports a key that cannot be what it is meant for.
func (c naming) check(k *source.Node, fs *source.Faults) {
	switch c {
	case aTitle, anything:
		return
	case aGrouped:
		if group, rest, ok := strings.Cut(k.Text, "."); ok && nameForm.MatchString(group) && nameForm.MatchString(rest) {
			return
		}
		c = aName
	case aPath:
		if !pathForm.MatchString(k.Text) {
			fs.At(k, "names joined by dots, such as press.cycle.mode", "%q is no path", k.Text)
		}
		return
	}
	shape := nameForm
	if c == aKind {
		shape = kindForm
	}
	switch {
	case !shape.MatchString(k.Text):
		fs.At(k, nameHint(k.Text), "%q is no name", k.Text)
	case c == aName && isReserved(k.Text):
		fs.At(k, "take another one, such as "+k.Text+"_1", "%q is a reserved word and cannot be a name", k.Text)
	}
}

// nameHint proposes a name in place of text that is none.
func nameHint(text string) string {
	rule := "letters a-z, digits and _, a letter first"
	fit := strings.Trim(notName.ReplaceAllString(text, "_"), "_")
	if nameForm.MatchString(fit) {
		return rule + ", such as " + fit
	}
	return rule
}

// checkSpace reports names that are defined twice in the one name space, at the later definition.
func checkSpace(top *source.Node, fs *source.Faults) {
	type def struct {
		section string
		key     *source.Node
	}
	first := map[string]def{}
	for i, section := range top.Keys {
		if !inSpace(section.Text) || top.Items[i].Kind != source.Map {
			continue
		}
		for _, k := range top.Items[i].Keys {
			was, twice := first[k.Text]
			if !twice {
				first[k.Text] = def{section.Text, k}
				continue
			}
			fs.At(k, "names are used once in a study: rename one of them", "%q is the name of %s already%s", k.Text, singular[was.section], place(was.key))
		}
	}
	for _, f := range functions {
		if k := top.Get("tables").Key(f); k != nil {
			fs.At(k, "take another name", "%q is a built-in function", f)
		}
	}
}

// place says where something stands, for a message about another line.
func place(n *source.Node) string {
	if n == nil || !n.Pos.IsValid() {
		return ""
	}
	return ", in " + n.Pos.String()
}

func inSpace(section string) bool {
	for _, s := range spaceSections {
		if s == section {
			return true
		}
	}
	return false
}
