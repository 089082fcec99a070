package scenarios

import (
	"strconv"
	"strings"

	"github.com/plantwin/plantwin/internal/source"
)

// The sections that a path begins with; those of the name space are left out of a path, the others cannot be changed.
var pathSections = []string{"rules", "alarms", "run", "products", "costs", "layout", "kinds", "connect", "measure", "twin"}

// setter sets values in a tree of nodes without writing to any of them.
type setter struct {
	top  *source.Node // the file, replaced by a changed copy with each value set
	fs   *source.Faults
	path string       // in work
	key  *source.Node // where the path is written, may be nil
}

// seg is one name of a path.
type seg struct {
	text string
	off  int // bytes before it in the path
}

// split cuts a path into its names.
func split(path string) []seg {
	var out []seg
	off := 0
	for _, s := range strings.Split(path, ".") {
		out = append(out, seg{s, off})
		off += len(s) + 1
	}
	return out
}

// join puts names together again.
func join(segs []seg) string {
	var b strings.Builder
	for i, s := range segs {
		if i > 0 {
			b.WriteByte('.')
		}
		b.WriteString(s.text)
	}
	return b.String()
}

// node gives the key of a name of the path, at its place in the path as written.
func (w *setter) node(s seg) *source.Node {
	if w.key == nil {
		return source.NewScalar(s.text, source.Pos{})
	}
	return source.NewScalar(s.text, w.key.At(s.off))
}

// fault reports something about one name of the path.
func (w *setter) fault(s seg, hint, format string, args ...any) {
	w.fs.At(w.node(s), hint, format, args...)
}

// set sets a path to a value. It reports whether the path could be found.
func (w *setter) set(p Patch) bool {
	segs, section := w.begin(p)
	if segs == nil || p.Value == nil {
		return false
	}
	at := w.top.Get(section)
	if at == nil {
		at = source.NewMap(w.node(segs[0]).Pos)
	}
	var changed *source.Node
	if section == "assets" {
		changed = w.inAsset(at, segs, p.Value)
	} else {
		changed = w.into(at, segs, p.Value)
	}
	if changed == nil {
		return false
	}
	key := w.top.Key(section)
	if key == nil {
		key = w.node(segs[0])
		key.Text = section
	}
	w.top = w.top.With(key, changed)
	return true
}

// begin takes the section off a path and reports a path that begins nowhere.
func (w *setter) begin(p Patch) (segs []seg, section string) {
	w.path, w.key = p.Path, p.Key
	segs = split(p.Path)
	first := segs[0].text
	for _, s := range pathSections {
		if first == s {
			if len(segs) == 1 {
				w.fault(segs[0], "name what to change: "+first+".name", "%q is a whole section", first)
				return nil, ""
			}
			return segs[1:], s
		}
	}
	for _, s := range spaceSections {
		if w.top.Get(s).Get(first) != nil {
			return segs, s
		}
	}
	w.unknown(segs)
	return nil, ""
}

// unknown reports a path whose first name is not defined.
func (w *setter) unknown(segs []seg) {
	first := segs[0]
	switch {
	case inSpace(first.text) && len(segs) > 1:
		w.fault(first, "write "+join(segs[1:]), "the section %q is left out of a path", first.text)
	case root.field(first.text) != nil:
		w.fault(first, "", "%q cannot be changed by a path", first.text)
	case first.text == "*":
		w.fault(first, "write mills.* for every copy of mills", "a path cannot begin with *")
	default:
		fallback := "a new asset goes under add; a path begins with the name of an asset, a parameter or a section"
		if len(segs) == 1 && w.find(first.text) != "" {
			fallback = "write the whole path: " + w.find(first.text)
		}
		w.fault(first, source.DidYouMean(first.text, starts(w.top), fallback), "nothing is called %q", first.text)
	}
}

// find gives the path of an asset's setting with this name, if there is just one asset with it.
func (w *setter) find(name string) string {
	out := ""
	assets := w.top.Get("assets")
	for i, k := range entryKeys(assets) {
		if assets.Items[i].Get(name) != nil {
			if out != "" {
				return ""
			}
			out = k.Text + "." + name
		}
	}
	return out
}

// starts lists the names that a path can begin with.
func starts(top *source.Node) []string {
	out := append([]string(nil), pathSections...)
	for _, s := range spaceSections {
		out = append(out, top.Get(s).Names()...)
	}
	return out
}

// into gives a copy of n with the value set at segs; nil, and a fault, if there is no such place. Keys that are not
// written are made: they may be defaults of a kind, which is checked where kinds are known.
func (w *setter) into(n *source.Node, segs []seg, value *source.Node) *source.Node {
	if n.Bad {
		return nil
	}
	switch n.Kind {
	case source.Map:
		k := prefix(n, segs)
		rest := segs[k:]
		key := w.node(seg{join(segs[:k]), segs[0].off})
		if len(rest) == 0 {
			return n.With(key, value)
		}
		child := n.Get(key.Text)
		if child == nil {
			child = source.NewMap(key.Pos)
		} else {
			key = n.Key(key.Text)
		}
		if child = w.into(child, rest, value); child == nil {
			return nil
		}
		return n.With(key, child)
	case source.List:
		i := w.item(n, segs[0])
		if i < 0 {
			return nil
		}
		if len(segs) == 1 {
			return n.WithItem(i, value)
		}
		child := w.into(n.Items[i], segs[1:], value)
		if child == nil {
			return nil
		}
		return n.WithItem(i, child)
	}
	at := strings.TrimSuffix(w.path[:max(0, segs[0].off-1)], ".")
	w.fault(segs[0], "set "+at+" as a whole", "%s is the single value %s and has nothing called %q", at, clip(n.Text), segs[0].text)
	return nil
}

// clip shortens a value for a message.
func clip(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "..."
	}
	return s
}

// prefix gives how many names of the path make up the key of n: more than one where a key has dots in it, as in the `set`
// of a rule.
func prefix(n *source.Node, segs []seg) int {
	for k := len(segs); k > 1; k-- {
		if n.Get(join(segs[:k])) != nil {
			return k
		}
	}
	return 1
}

// item finds an element of a list by its name, else by its position from 1; -1, and a fault, if there is none.
func (w *setter) item(n *source.Node, s seg) int {
	var names []string
	for i, v := range n.Items {
		if name := v.Get("name"); name != nil {
			if name.Text == s.text {
				return i
			}
			names = append(names, name.Text)
		}
	}
	if i, err := strconv.Atoi(s.text); err == nil && i >= 1 && i <= len(n.Items) {
		return i - 1
	}
	w.fault(s, source.DidYouMean(s.text, names, "a list element goes by its name, or its position from 1 to "+strconv.Itoa(len(n.Items))), "no element %q in this list", s.text)
	return -1
}

// inAsset sets a value of an asset or of its copies.
func (w *setter) inAsset(assets *source.Node, segs []seg, value *source.Node) *source.Node {
	key := assets.Key(segs[0].text)
	asset := assets.Get(key.Text)
	if len(segs) > 1 {
		names := copyNames(asset)
		switch {
		case segs[1].text == "*" && names == nil:
			w.fault(segs[1], "write the path without *", "%q has no copies", key.Text)
			return nil
		case segs[1].text == "*":
			for _, name := range names {
				if asset = w.inCopy(asset, name, segs, value); asset == nil {
					return nil
				}
			}
			return assets.With(key, asset)
		case has(names, segs[1].text):
			if asset = w.inCopy(asset, segs[1].text, segs, value); asset == nil {
				return nil
			}
			return assets.With(key, asset)
		}
	}
	changed := w.into(assets, segs, value)
	if changed == nil {
		return nil
	}
	return changed
}

func has(names []string, name string) bool {
	for _, n := range names {
		if n == name {
			return true
		}
	}
	return false
}

// inCopy sets a value of one copy of an asset: it becomes the copy's own. A part of a shared value becomes own with the
// whole of that value, since own keys replace.
func (w *setter) inCopy(asset *source.Node, name string, segs []seg, value *source.Node) *source.Node {
	copies := copyMap(asset)
	own := copies.Get(name)
	rest := segs[2:]
	switch {
	case len(rest) == 0:
		own = value
	default:
		if own.Get(rest[0].text) == nil && len(rest) > 1 {
			if shared := asset.Get(rest[0].text); shared != nil {
				own = own.With(asset.Key(rest[0].text), shared)
			}
		}
		if own = w.into(own, rest, value); own == nil {
			return nil
		}
	}
	return asset.With(asset.Key("copies"), copies.With(copies.Key(name), own))
}

// copyMap gives the copies of an asset as a mapping, also where only their number is written.
func copyMap(asset *source.Node) *source.Node {
	c := asset.Get("copies")
	if c.Kind == source.Map {
		return c
	}
	out := source.NewMap(c.Pos)
	for _, name := range copyNames(asset) {
		out.Keys = append(out.Keys, source.NewScalar(name, c.Pos))
		out.Items = append(out.Items, source.NewMap(c.Pos))
	}
	return out
}
