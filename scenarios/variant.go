package scenarios

import (
	"fmt"

	"github.com/plantwin/plantwin/internal/source"
)

// checkVariant checks the three keys of a variant that are no paths.
func checkVariant(n *source.Node, fs *source.Faults) {
	oneList.check("like", n.Get("like"), fs)
	(&form{items: one, what: "a list: [press2]"}).check("remove", n.Get("remove"), fs)
	(&form{free: assetForm, names: aName, what: "a mapping: {press2: {kind: machine, ...}}"}).check("add", n.Get("add"), fs)
}

// readVariants takes the section apart. A file without variants has one that changes nothing.
func readVariants(n *source.Node, fs *source.Faults) []Variant {
	var out []Variant
	for i, key := range entryKeys(n) {
		if n.Items[i].Kind == source.Map {
			out = append(out, readVariant(key, n.Items[i]))
		}
	}
	if len(out) == 0 {
		return []Variant{{Title: "base"}}
	}
	titles := make([]string, len(out))
	for i, v := range out {
		titles[i] = v.Title
	}
	for i, v := range out {
		for _, like := range likes(n.Get(v.Title)) {
			if !has(titles, like.Text) {
				fs.At(like, source.DidYouMean(like.Text, titles, "name a variant of this file"), "no variant %q to be like", like.Text)
			}
		}
		if _, err := chain(out, i, map[int]bool{}); err != nil {
			fs.At(v.Key, "break the circle", "%s", err)
		}
	}
	return out
}

// readVariant sorts the keys of one variant.
func readVariant(key, n *source.Node) Variant {
	v := Variant{Title: key.Text, Key: key}
	for i, k := range n.Keys {
		value := n.Items[i]
		switch k.Text {
		case "add":
			for j, name := range entryKeys(value) {
				v.Add = append(v.Add, Entry{Name: name.Text, Key: name, Value: value.Items[j]})
			}
		case "remove":
			if value.Kind == source.List {
				v.Remove = value.Items
			}
		case "like":
			for _, l := range likes(n) {
				v.Like = append(v.Like, l.Text)
			}
		default:
			if !k.Bad && !value.Bad {
				v.Set = append(v.Set, Patch{Path: k.Text, Key: k, Value: value})
			}
		}
	}
	return v
}

// likes gives the titles behind `like`, written as one or as a list.
func likes(n *source.Node) []*source.Node {
	like := n.Get("like")
	switch {
	case like == nil || like.Bad:
		return nil
	case like.Kind == source.Scalar:
		return []*source.Node{like}
	case like.Kind == source.List:
		return like.Items
	}
	return nil
}

// chain gives a variant with all those that it is like before it, weakest first.
func chain(all []Variant, i int, busy map[int]bool) ([]Variant, error) {
	if busy[i] {
		return nil, fmt.Errorf("the variant %q is like itself in a circle", all[i].Title)
	}
	busy[i] = true
	defer delete(busy, i)
	var out []Variant
	for _, title := range all[i].Like {
		for j := range all {
			if all[j].Title != title {
				continue
			}
			before, err := chain(all, j, busy)
			if err != nil {
				return nil, err
			}
			if out = append(out, before...); len(out) > maxChain {
				return nil, fmt.Errorf("the variant %q is like too many others", all[i].Title)
			}
		}
	}
	return append(out, all[i]), nil
}

// maxChain bounds the variants that one is made of: `like` of lists of lists multiplies.
const maxChain = 1000

// Variant gives the scenario with the changes of a variant; sc stays as it is. Settings of the command line hold in it
// too. The error lists all faults (source.Error), or says which variants there are.
func (sc *Scenario) Variant(title string) (*Scenario, error) {
	titles := make([]string, len(sc.Variants))
	for i, v := range sc.Variants {
		if titles[i] = v.Title; v.Title == title {
			return sc.variant(i)
		}
	}
	return nil, fmt.Errorf("no variant %q (%s)", title, source.DidYouMean(title, titles, fmt.Sprintf("there are %q", titles)))
}

// variant makes variant i.
func (sc *Scenario) variant(i int) (*Scenario, error) {
	parts, err := chain(sc.Variants, i, map[int]bool{})
	if err != nil {
		return nil, err
	}
	return sc.change(parts)
}

// Patch gives the scenario with values set; sc stays as it is. Settings of the command line stay stronger.
func (sc *Scenario) Patch(set []Patch) (*Scenario, error) {
	return sc.change([]Variant{{Set: set}})
}

// change applies the parts one after the other: within each of them it adds, removes, then sets.
func (sc *Scenario) change(parts []Variant) (*Scenario, error) {
	var fs source.Faults
	w := &setter{top: sc.Root, fs: &fs}
	added := source.NewMap(source.Pos{})
	for _, v := range parts {
		for _, e := range v.Add {
			w.add(e, added)
			added = added.With(e.Key, e.Value)
		}
		for _, n := range v.Remove {
			w.remove(n)
		}
		for _, p := range v.Set {
			w.set(p)
		}
	}
	for _, p := range sc.final {
		w.set(p)
	}
	assets := resolveAll(w.top.Get("assets"), sc.plain, added, &fs)
	if key := w.top.Key("assets"); key != nil {
		w.top = w.top.With(key, assets)
	}
	out := *sc
	out.fill(w.top, &fs)
	out.Variants = sc.Variants
	if err := fs.Err(); err != nil {
		return nil, err
	}
	return &out, nil
}

// add puts a new asset into the study. What an earlier part of the same variant added may be replaced.
func (w *setter) add(e Entry, added *source.Node) {
	if e.Key.Bad || e.Value.Bad {
		return
	}
	for _, s := range spaceSections {
		if k := w.top.Get(s).Key(e.Name); k != nil && added.Get(e.Name) == nil {
			w.fs.At(e.Key, "take a new name, or change it by its path", "%q is the name of %s already%s", e.Name, singular[s], place(k))
			return
		}
	}
	assets := w.top.Get("assets")
	if assets == nil || assets.Kind != source.Map {
		return
	}
	w.top = w.top.With(w.top.Key("assets"), assets.With(e.Key, e.Value))
}
