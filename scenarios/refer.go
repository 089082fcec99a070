package scenarios

import (
	"strings"

	"github.com/plantwin/plantwin/internal/source"
)

// checkPaths checks that the paths and names that fits, experiments, rules and the twin name begin somewhere in the study.
// Whether the rest of a path is known, the kinds say.
func checkPaths(top *source.Node, fs *source.Faults) {
	c := &referee{top: top, fs: fs, starts: starts(top)}
	c.each("rules", func(n *source.Node) { c.paths(n.Get("set")) })
	c.each("experiments", func(n *source.Node) {
		if over := n.Get("over"); over != nil {
			c.paths(over.Without("swap").Without("variants"))
		}
	})
	c.each("calibrate", func(n *source.Node) {
		c.fit(n)
		for _, t := range entries(n.Get("trials")) {
			c.fit(t.Value)
		}
	})
	c.paths(top.Get("twin").Get("estimate").Get("drift"))
	c.variantTitles(top.Get("twin").Get("forecast").Get("variants"))
}

// referee checks references from one section to another.
type referee struct {
	top    *source.Node
	fs     *source.Faults
	starts []string
}

func (c *referee) each(section string, do func(*source.Node)) {
	for _, e := range entries(c.top.Get(section)) {
		do(e.Value)
	}
}

// fit checks the paths of a fit or a trial.
func (c *referee) fit(n *source.Node) {
	c.paths(n.Get("set"))
	c.paths(n.Get("fit"))
	c.paths(n.Get("inputs"))
	sensors := c.top.Get("sensors")
	for _, k := range entryKeys(n.Get("compare")) {
		if sensors.Get(k.Text) == nil && !k.Bad && pathForm.MatchString(k.Text) {
			c.fs.At(k, source.DidYouMean(k.Text, sensors.Names(), "define it under sensors"), "no sensor %q", k.Text)
		}
	}
}

// paths checks the first name of each key of a mapping.
func (c *referee) paths(n *source.Node) {
	for _, k := range entryKeys(n) {
		if k.Bad || !pathForm.MatchString(k.Text) {
			continue
		}
		first, rest, _ := strings.Cut(k.Text, ".")
		if first == "plant" || has(c.starts, first) {
			continue
		}
		w := &setter{top: c.top, fs: c.fs, path: k.Text, key: k}
		if inSpace(first) && rest != "" {
			w.unknown(split(k.Text))
			continue
		}
		c.fs.At(w.node(seg{text: first}), source.DidYouMean(first, c.starts, "a path begins with the name of an asset, a parameter or a section"), "nothing is called %q", first)
	}
}

// variantTitles checks a list of titles of variants.
func (c *referee) variantTitles(n *source.Node) {
	titles := c.top.Get("variants").Names()
	if n == nil || n.Kind != source.List || len(titles) == 0 {
		return
	}
	for _, v := range n.Items {
		if v.Kind == source.Scalar && !v.Bad && !has(titles, v.Text) {
			c.fs.At(v, source.DidYouMean(v.Text, titles, "name a variant of this file"), "no variant %q", v.Text)
		}
	}
}
