package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/plantwin/plantwin/scenarios"
)

// options are the flags that several verbs share.
type options struct {
	out      string
	data     []string
	with     []string
	set      []string
	seed     uint64
	workers  int
	variants []string
	json     bool
}

// terminal is where a verb prints.
type terminal struct{ out, errs io.Writer }

// progress reports whether progress may be shown: on a terminal only.
func (t *terminal) progress() bool {
	f, ok := t.errs.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// json prints a value for other programs.
func (t *terminal) json(v any) error {
	e := json.NewEncoder(t.out)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

func (o *options) flags(c *cobra.Command, results bool) {
	f := c.Flags()
	f.StringArrayVar(&o.data, "data", nil, "folder in which data files are looked up first (may be repeated)")
	f.StringArrayVar(&o.with, "with", nil, "overlay with values that replace those of the file (may be repeated)")
	f.StringArrayVar(&o.set, "set", nil, "path=value, stronger than everything in the file (may be repeated)")
	f.BoolVar(&o.json, "json", false, "print JSON")
	if results {
		f.StringVar(&o.out, "out", "", "folder of the results (default results/NAME)")
		f.Uint64Var(&o.seed, "seed", 0, "seed of the random numbers (default: that of the file)")
		f.IntVar(&o.workers, "workers", 0, "simulations at the same time (default: all cores)")
		f.StringArrayVar(&o.variants, "variant", nil, "run only this variant (may be repeated)")
	}
}

// load reads the scenario that the flags name and examines it: a fault in the
// last variant shows before the first fit begins.
func (o *options) load(c *cobra.Command, path string) (*scenarios.Scenario, error) {
	opt := scenarios.Options{Data: o.data, With: o.with}
	if s := c.Flags().Lookup("seed"); s != nil && s.Changed {
		o.set = append(o.set, fmt.Sprintf("run.seed=%d", o.seed))
	}
	for _, s := range o.set {
		p, err := scenarios.ParseSetting(s)
		if err != nil {
			return nil, fmt.Errorf("--set: %w", err)
		}
		opt.Set = append(opt.Set, p)
	}
	sc, err := scenarios.Load(path, opt)
	if err = examine(sc, err); err != nil {
		return nil, err
	}
	return sc, nil
}

// changes lists the options that change results, for the run id.
func (o *options) changes() []string {
	var out []string
	for _, s := range o.set {
		out = append(out, "set="+s)
	}
	for _, v := range o.variants {
		out = append(out, "variant="+v)
	}
	return out
}

// folder is where results go.
func (o *options) folder(path string) string {
	if o.out != "" {
		return o.out
	}
	base := filepath.Base(path)
	return filepath.Join("results", strings.TrimSuffix(base, filepath.Ext(base)))
}
