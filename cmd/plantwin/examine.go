package main

import (
	"errors"
	"fmt"

	"github.com/plantwin/plantwin/calibrate"
	"github.com/plantwin/plantwin/experiment"
	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/scenarios"
)

// examine gives all faults of a scenario at once, in the order of the file:
// those of form, which reading it has found, those of meaning, those that only a
// variant has, and those of its fits. nil if there are none.
func examine(sc *scenarios.Scenario, form error) error {
	var list source.Error
	if form != nil && !errors.As(form, &list) {
		return form
	}
	all := &findings{seen: map[string]bool{}, lines: map[string]bool{}}
	all.add("", form)
	if sc == nil || all.headless(sc) {
		return all.err()
	}
	for i := range all.list { // what follows from a fault of form is no fault of its own
		all.lines[lineOf(all.list[i].Pos)] = true
	}
	_, base := plant.Compile(sc)
	all.add("", base)
	for _, v := range sc.Variants {
		patched, err := sc.Variant(v.Title)
		if err == nil {
			_, err = plant.Compile(patched)
		}
		all.add(v.Title, removed(v, err))
	}
	if base == nil {
		all.add("", calibrate.Check(sc))
	}
	if len(all.list) == 0 && len(sc.Experiments) > 0 { // they are checked against sound variants
		p, err := experiment.Prepare(sc)
		if err == nil {
			_, err = p.Explorations()
		}
		all.add("", err)
	}
	return all.err()
}

// removed gives faults at a name that the variant removes a hint that says so.
func removed(v scenarios.Variant, err error) error {
	list := append(source.Error(nil), faultsOf(err)...)
	for i, f := range list {
		for _, n := range v.Remove {
			if text := []rune(f.Pos.File.Line(f.Pos.Line)); f.Pos.IsValid() && f.Pos.Col-1+f.Len <= len(text) &&
				string(text[f.Pos.Col-1:f.Pos.Col-1+f.Len]) == n.Text {
				list[i].Hint = "the variant removes it: let it change this, too"
			}
		}
	}
	if len(list) == 0 {
		return nil
	}
	return list
}

// findings gathers the faults of several passes over one scenario.
type findings struct {
	list  []source.Fault
	seen  map[string]bool // by place and message
	lines map[string]bool // lines whose faults of form are known
}

// add takes over the faults that are new. variant is the title of the variant
// that brings them, "" for the file itself.
func (a *findings) add(variant string, err error) {
	for _, f := range faultsOf(err) {
		key := f.Pos.String() + " " + f.Msg
		if a.seen[key] || a.lines[lineOf(f.Pos)] {
			continue
		}
		a.seen[key] = true
		if variant != "" {
			f.Msg = fmt.Sprintf("in variant %q: %s", variant, f.Msg)
		}
		a.list = append(a.list, f)
	}
}

// headless reports a fault at a key or a value of the file itself: sections are
// missing then, and what refers to them would be reported for nothing.
func (a *findings) headless(sc *scenarios.Scenario) bool {
	for _, f := range a.list {
		if f.Pos.Col == 1 && f.Pos.File == sc.File {
			return true
		}
	}
	return false
}

func (a *findings) err() error {
	var fs source.Faults
	for _, f := range a.list {
		fs.Add(f.Pos, f.Len, f.Hint, "%s", f.Msg)
	}
	return fs.Err()
}

// lineOf names the line of a place; nowhere has none.
func lineOf(p source.Pos) string {
	if p.File == nil {
		return ""
	}
	return fmt.Sprintf("%s:%d", p.File.Name, p.Line)
}

// faultsOf lists the faults in an error, also in one that joins several or wraps
// them; an error of another sort is one fault without a place.
func faultsOf(err error) []source.Fault {
	if err == nil {
		return nil
	}
	var list source.Error
	switch e := err.(type) {
	case source.Error:
		return e
	case interface{ Unwrap() []error }:
		var out []source.Fault
		for _, x := range e.Unwrap() {
			out = append(out, faultsOf(x)...)
		}
		return out
	}
	if errors.As(err, &list) {
		return list
	}
	return []source.Fault{{Msg: err.Error()}}
}
