package experiment

import (
	"fmt"
	"sort"
	"strings"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/scenarios"
)

// Inputs lists the files of a study in a fixed order: scenario, overlays in
// order of use, data by name.
func Inputs(sc *scenarios.Scenario) []Input {
	var out []Input
	taken := map[string]bool{}
	add := func(role, name string) {
		if data, ok := sc.Bytes[name]; ok && !taken[name] {
			taken[name] = true
			out = append(out, Input{Role: role, Name: name, Data: data})
		}
	}
	add("scenario", sc.File.Name)
	for _, name := range sc.Use {
		add("overlay", name)
	}
	var rest []string
	for name := range sc.Bytes {
		rest = append(rest, name)
	}
	sort.Strings(rest)
	for _, name := range rest {
		add("data", name)
	}
	return out
}

// Recompile compiles the scenario of a result folder again, from the copies in
// it: with the values that were fitted and the settings of the command line.
func Recompile(dir string, m *Manifest) (*Plant, error) {
	var file *source.File
	var opt scenarios.Options
	for _, in := range m.Inputs {
		switch in.Role {
		case "scenario":
			data, err := ReadInput(dir, m, in.Name)
			if err != nil {
				return nil, err
			}
			file = &source.File{Name: in.Name, Data: data}
		case "estimates":
			opt.With = append(opt.With, in.Name)
		}
	}
	if file == nil {
		return nil, fmt.Errorf("%s has no copy of its scenario", dir)
	}
	for _, o := range m.Options {
		if text, ok := strings.CutPrefix(o, "set="); ok {
			p, err := scenarios.ParseSetting(text)
			if err != nil {
				return nil, err
			}
			opt.Set = append(opt.Set, p)
		}
	}
	sc, err := opt.Parse(file, func(name string) ([]byte, error) { return ReadInput(dir, m, name) })
	if err != nil {
		return nil, err
	}
	return Prepare(sc)
}
