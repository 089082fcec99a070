package scenarios

import (
	"regexp"
	"strings"

	"github.com/plantwin/plantwin/internal/source"
)

// form says how a value may be written. A nil form allows everything.
type form struct {
	what   string // what is due, for a message; "" to derive it
	scalar bool   // a single value
	oneOf  []string
	fixed  []field // a mapping of these keys
	free   *form   // a mapping of names of the user; anything is a form that allows everything
	names  naming  // what the free names may be
	items  *form   // a list
	extra  func(n *source.Node, fs *source.Faults)
}

// field is a key of a fixed mapping.
type field struct {
	key  string
	form *form
	need bool
}

// naming says what the keys of a mapping may be.
type naming uint8

const (
	aName    naming = iota // letters, digits, _; not reserved
	aGrouped               // a name, or two of them joined by a dot
	aKey                   // the same, but reserved words may be
	aKind                  // a name in which a dash may be
	aTitle                 // free text
	aPath                  // names joined by dots
	anything               // not checked here
)

// keys lists the keys of a fixed form.
func (f *form) keys() []string {
	out := make([]string, len(f.fixed))
	for i, k := range f.fixed {
		out[i] = k.key
	}
	return out
}

// field finds a key of a fixed form.
func (f *form) field(key string) *field {
	for i := range f.fixed {
		if f.fixed[i].key == key {
			return &f.fixed[i]
		}
	}
	return nil
}

// due says what a form asks for.
func (f *form) due() string {
	var due []string
	if f.scalar {
		due = append(due, "a single value")
	}
	if f.fixed != nil || f.free != nil {
		due = append(due, "a mapping")
	}
	if f.items != nil {
		due = append(due, "a list")
	}
	return strings.Join(due, " or ")
}

// allows reports whether values of a kind are fine.
func (f *form) allows(k source.Kind) bool {
	switch k {
	case source.Map:
		return f.fixed != nil || f.free != nil
	case source.List:
		return f.items != nil
	}
	return f.scalar
}

// anyForm allows every value; unlike nil it can stand behind a free name.
var anyForm = &form{what: "any"}

// check reports everything in n that is not of form f. label is the key that the value stands
// behind, "" for the whole file.
func (f *form) check(label string, n *source.Node, fs *source.Faults) {
	if f == nil || f == anyForm || n == nil || n.Bad {
		return
	}
	if !f.allows(n.Kind) {
		fs.At(n, f.hint(label, n), "%s where %s is due in %q", n.Kind, f.due(), label)
		return
	}
	switch n.Kind {
	case source.Scalar:
		f.checkOption(label, n, fs)
	case source.List:
		for _, v := range n.Items {
			f.items.check(label, v, fs)
		}
	case source.Map:
		if f.fixed != nil {
			f.checkFixed(label, n, fs)
		} else {
			f.checkFree(n, fs)
		}
	}
	if f.extra != nil {
		f.extra(n, fs)
	}
}

// unspaced is a key and a value without the space between them.
var unspaced = regexp.MustCompile(`^[A-Za-z_][\w.]*:[^\s/]`)

// hint says what to write instead of a value of the wrong form.
func (f *form) hint(label string, n *source.Node) string {
	switch {
	case n.Kind == source.Scalar && !n.Quoted && unspaced.MatchString(n.Text):
		return "put a space after the colon: " + strings.Replace(n.Text, ":", ": ", 1)
	case f.what != "":
		return "write " + f.what
	case n.Kind == source.Scalar && f.items != nil && !f.allows(source.Map):
		return "write [" + source.Quote(n.Text) + "]"
	case f.fixed != nil:
		return "write " + label + ": {" + f.fixed[0].key + ": ...}"
	case f.free != nil:
		return "write " + label + ": {name: ...}"
	}
	return ""
}

// checkOption checks a value that must be one of a few words.
func (f *form) checkOption(label string, n *source.Node, fs *source.Faults) {
	if f.oneOf == nil {
		return
	}
	for _, o := range f.oneOf {
		if o == n.Text {
			return
		}
	}
	known := "one of " + strings.Join(f.oneOf, ", ")
	fs.At(n, source.DidYouMean(n.Text, f.oneOf, known), "%q is no value of %q", n.Text, label)
}

// checkFixed checks the keys of a mapping and what stands behind them.
func (f *form) checkFixed(label string, n *source.Node, fs *source.Faults) {
	meant := map[string]bool{}
	for i, k := range n.Keys {
		if k.Bad {
			continue
		}
		if field := f.field(k.Text); field != nil {
			field.form.check(k.Text, n.Items[i], fs)
			continue
		}
		meant[source.Nearest(k.Text, f.keys())] = true
		hint := source.MeantKey(k.Text, f.keys(), "known are "+strings.Join(f.keys(), ", "))
		if label == "" {
			if n.Items[i].Kind == source.Map && source.Nearest(k.Text, f.keys()) == "" {
				hint += "; an asset is an entry of assets, such as " + k.Text + ": {kind: crew, count: 2}"
			}
			fs.At(k, hint, "unknown section %q", k.Text)
		} else {
			fs.At(k, hint, "unknown key %q in %q", k.Text, label)
		}
	}
	for _, k := range f.fixed {
		switch {
		case !k.need || n.Get(k.key) != nil || meant[k.key]:
		case k.key == "plantwin":
			fs.At(n, "begin the file with plantwin: 1, the version of the notation", "%q is missing", k.key)
		case label == "":
			fs.At(n, "write "+k.key+": ...", "the section %q is missing", k.key)
		default:
			fs.At(n, "write "+k.key+": ...", "%q is missing in %q", k.key, label)
		}
	}
}

// checkFree checks a mapping whose keys are names of the user.
func (f *form) checkFree(n *source.Node, fs *source.Faults) {
	for i, k := range n.Keys {
		if !k.Bad {
			f.names.check(k, fs)
			f.free.check(k.Text, n.Items[i], fs)
		}
	}
}
