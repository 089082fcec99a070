package scenarios

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/plantwin/plantwin/internal/source"
)

// maxCopies bounds `copies`: more are a misprint.
const maxCopies = 100_000

// checkAsset checks what every asset must have, whatever its kind.
func checkAsset(n *source.Node, fs *source.Faults) {
	if n.Get("kind") == nil && n.Get("like") == nil && !copiesHaveKind(n) {
		fs.At(n, "write kind: machine, or another kind", `"kind" is missing`)
	}
	for _, key := range []string{"kind", "like", "stream"} {
		one.check(key, n.Get(key), fs)
	}
	checkKeys(n, fs)
	checkCopies(n, fs)
}

// copiesHaveKind reports whether each copy names its own kind.
func copiesHaveKind(n *source.Node) bool {
	c := n.Get("copies")
	if c == nil || c.Kind != source.Map || len(c.Items) == 0 {
		return false
	}
	for _, v := range c.Items {
		if v.Get("kind") == nil {
			return false
		}
	}
	return true
}

// checkKeys checks that all keys below an asset can stand in a path.
func checkKeys(n *source.Node, fs *source.Faults) {
	for i, v := range n.Items {
		if n.Kind == source.Map {
			if k := n.Keys[i]; !k.Bad && !pathForm.MatchString(k.Text) && !digitFor.MatchString(k.Text) {
				fs.At(k, nameHint(k.Text), "%q is no name", k.Text)
			}
		}
		checkKeys(v, fs)
	}
}

// checkCopies checks the form of `copies` and the names of the copies.
func checkCopies(n *source.Node, fs *source.Faults) {
	c := n.Get("copies")
	if c == nil || c.Bad {
		return
	}
	switch c.Kind {
	case source.List:
		fs.At(c, "write a whole number, or a mapping: {T1: {...}, T2: {...}}", "a list where a single value or a mapping is due in %q", "copies")
	case source.Scalar:
		if k, err := strconv.Atoi(c.Text); err != nil || k < 1 || k > maxCopies {
			fs.At(c, fmt.Sprintf("a whole number from 1 to %d, or a mapping: {T1: {...}}", maxCopies), "%q is no number of copies", c.Text)
		}
	case source.Map:
		for i, k := range c.Keys {
			if !digitFor.MatchString(k.Text) {
				aName.check(k, fs)
			}
			if n.Get(k.Text) != nil {
				fs.At(k, "take another name", "the copy %q has the name of a setting beside it", k.Text)
			}
			if v := c.Items[i]; v.Kind != source.Map && !v.Bad {
				fs.At(v, "write {} for a copy without settings of its own", "%s where the settings of a copy are due", v.Kind)
			} else if l := v.Key("like"); l != nil {
				fs.At(l, "write like beside copies", "a copy takes its settings from the asset that it is a copy of")
			}
		}
	}
}

// copyNames gives the names of an asset's copies; nil if it has none.
func copyNames(n *source.Node) []string {
	c := n.Get("copies")
	switch {
	case c == nil || c.Bad:
		return nil
	case c.Kind == source.Map:
		return c.Names()
	}
	k, err := strconv.Atoi(c.Text)
	if err != nil || k < 1 || k > maxCopies {
		return nil
	}
	out := make([]string, k)
	for i := range out {
		out[i] = strconv.Itoa(i + 1)
	}
	return out
}

// flatten gives the list of single assets: each copy with its own settings before the shared ones. The values themselves
// are shared, so that equal nodes of two copies are the shared value.
func flatten(assets *source.Node) []Entry {
	var out []Entry
	for i, key := range entryKeys(assets) {
		value := assets.Items[i]
		if value.Kind != source.Map {
			continue
		}
		if value.Get("copies") == nil {
			out = append(out, Entry{Name: key.Text, Key: key, Value: value})
			continue
		}
		shared, copies := value.Without("copies"), value.Get("copies")
		for _, name := range copyNames(value) {
			e := Entry{Name: key.Text + "." + name, Key: key, Value: shared, Group: key.Text}
			if own := copies.Get(name); own != nil && own.Kind == source.Map {
				e.Key = copies.Key(name)
				for j, k := range own.Keys {
					e.Value = e.Value.With(k, own.Items[j])
				}
			}
			out = append(out, e)
		}
	}
	return out
}

// entryKeys gives the keys of a mapping, nothing for any other node.
func entryKeys(n *source.Node) []*source.Node {
	if n == nil || n.Kind != source.Map {
		return nil
	}
	return n.Keys
}

// liker resolves `like` of assets against the assets of the file.
type liker struct {
	assets *source.Node // as written
	extra  *source.Node // assets that a variant adds, or nil
	fs     *source.Faults
	busy   map[string]bool
}

// find gives an asset as written.
func (l *liker) find(name string) *source.Node {
	if n := l.extra.Get(name); n != nil {
		return n
	}
	return l.assets.Get(name)
}

// resolve gives the settings of an asset with those of its `like` before them. Nodes that come from another asset are
// copies: they are values of their own.
func (l *liker) resolve(n *source.Node) *source.Node {
	like := n.Get("like")
	if n.Kind != source.Map || like == nil || like.Bad || like.Kind != source.Scalar {
		return n
	}
	from := l.find(like.Text)
	switch {
	case from == nil:
		l.fs.At(like, source.DidYouMean(like.Text, append(l.assets.Names(), l.extra.Names()...), "name an asset of this file"), "no asset %q to be like", like.Text)
		return n
	case l.busy[like.Text]:
		l.fs.At(like, "break the circle", "%q is like itself in a circle", like.Text)
		return n
	case from.Kind != source.Map:
		return n
	}
	l.busy[like.Text] = true
	out := l.resolve(from).Clone()
	delete(l.busy, like.Text)
	for i, k := range n.Keys {
		if k.Text != "like" {
			out = out.With(k, n.Items[i])
		}
	}
	out.Pos = n.Pos
	return out
}

// resolveAll gives the section assets with every `like` resolved against plain, the assets of the file.
func resolveAll(assets, plain, extra *source.Node, fs *source.Faults) *source.Node {
	out := assets
	for i, k := range entryKeys(assets) {
		v := assets.Items[i]
		if v.Get("like") == nil {
			continue
		}
		l := &liker{assets: plain, extra: extra, fs: fs, busy: map[string]bool{k.Text: true}}
		out = out.With(k, l.resolve(v))
	}
	return out
}

// Times and dates as YAML readers before 1.2 took them: they must be in quotes (NOTATION.md, section 1).
var (
	clockForm = regexp.MustCompile(`^\d{1,2}:\d{2}(:\d{2})?( ?- ?\d{1,2}:\d{2}(:\d{2})?)?$`)
	dateForm  = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}([T ]\d{1,2}:\d{2}.*)?$`)
)

// checkTimes reports times and dates without quotes.
func checkTimes(key string, n *source.Node, fs *source.Faults) {
	if n == nil || n.Bad || key == "about" || key == "because" || key == "name" || key == "source" {
		return
	}
	if n.Kind == source.Scalar && !n.Quoted && (clockForm.MatchString(n.Text) || dateForm.MatchString(n.Text)) {
		fs.At(n, `write "`+n.Text+`"`, "a time or date without quotes")
	}
	for i, v := range n.Items {
		k := key
		if n.Kind == source.Map {
			k = strings.TrimSpace(n.Keys[i].Text)
		}
		checkTimes(k, v, fs)
	}
}
