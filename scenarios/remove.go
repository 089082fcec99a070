package scenarios

import (
	"strings"

	"github.com/plantwin/plantwin/internal/source"
)

// remove takes away what a path names: an asset, a copy, a rule, a setting.
func (w *setter) remove(n *source.Node) {
	if n.Bad || n.Kind != source.Scalar {
		return
	}
	segs, section := w.begin(Patch{Path: n.Text, Key: n})
	if segs == nil {
		return
	}
	if section == "assets" && len(segs) == 2 {
		asset := w.top.Get("assets").Get(segs[0].text)
		if has(copyNames(asset), segs[1].text) {
			asset = asset.With(asset.Key("copies"), copyMap(asset).Without(segs[1].text))
			assets := w.top.Get("assets").With(w.top.Get("assets").Key(segs[0].text), asset)
			w.top = w.top.With(w.top.Key("assets"), assets)
			return
		}
	}
	at := w.top.Get(section)
	if at == nil {
		w.fault(segs[0], "", "there is no %q to remove", n.Text)
		return
	}
	if changed := w.without(at, segs); changed != nil {
		w.top = w.top.With(w.top.Key(section), changed)
	}
}

// without gives a copy of n without the place segs; nil, and a fault, if there is none.
func (w *setter) without(n *source.Node, segs []seg) *source.Node {
	switch n.Kind {
	case source.Map:
		k := prefix(n, segs)
		name := join(segs[:k])
		child := n.Get(name)
		if child == nil {
			break
		}
		if k == len(segs) {
			return n.Without(name)
		}
		if child = w.without(child, segs[k:]); child == nil {
			return nil
		}
		return n.With(n.Key(name), child)
	case source.List:
		i := w.item(n, segs[0])
		if i < 0 {
			return nil
		}
		if len(segs) == 1 {
			return n.WithoutItem(i)
		}
		child := w.without(n.Items[i], segs[1:])
		if child == nil {
			return nil
		}
		return n.WithItem(i, child)
	}
	at := strings.TrimSuffix(w.path[:segs[0].off], ".")
	w.fault(segs[0], source.DidYouMean(segs[0].text, n.Names(), "only what the file writes can be removed"), "nothing called %q in %q", segs[0].text, at)
	return nil
}
