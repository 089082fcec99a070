package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/plantwin/plantwin/internal/source"
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
	if w := c.Flags().Lookup("workers"); w != nil && w.Changed && o.workers < 1 {
		return nil, fmt.Errorf("--workers: %d simulations at the same time are none (write 1 or more)", o.workers)
	}
	for _, dir := range o.data {
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			return nil, fmt.Errorf("--data: there is no folder %s", dir)
		}
	}
	opt := scenarios.Options{Data: o.data, With: o.with}
	if s := c.Flags().Lookup("seed"); s != nil && s.Changed {
		o.set = append(o.set, fmt.Sprintf("run.seed=%d", o.seed))
	}
	for _, s := range o.set {
		p, err := scenarios.ParseSetting(s)
		if list := (source.Error)(nil); errors.As(err, &list) {
			return nil, err // the place says that it is in --set
		} else if err != nil {
			return nil, fmt.Errorf("--set: %w", err)
		}
		opt.Set = append(opt.Set, p)
	}
	sc, err := scenarios.Load(path, opt)
	if err = examine(sc, err); err != nil {
		return nil, err
	}
	for _, v := range o.variants {
		if _, err := sc.Variant(v); err != nil {
			return nil, fmt.Errorf("--variant: %w", err)
		}
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

// one asks for exactly one argument.
func one(what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) == 1 {
			return nil
		}
		return fmt.Errorf("%s takes one %s (write %s)", c.Name(), what, c.UseLine())
	}
}

// free refuses a folder that holds something else than results, before the work
// is done rather than after it.
func free(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil
	}
	if _, lost := os.Stat(filepath.Join(dir, "manifest.json")); err == nil && lost == nil {
		return nil
	}
	return fmt.Errorf("%s holds something else than results (name another folder with --out)", dir)
}

// folder is where results go.
func (o *options) folder(path string) string {
	if o.out != "" {
		return o.out
	}
	base := filepath.Base(path)
	return filepath.Join("results", strings.TrimSuffix(base, filepath.Ext(base)))
}
