package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/plantwin/plantwin/calibrate"
	"github.com/plantwin/plantwin/experiment"
	"github.com/plantwin/plantwin/report"
	"github.com/plantwin/plantwin/scenarios"
)

func newCalibrate(t *terminal) *cobra.Command {
	var o options
	c := &cobra.Command{
		Use:   "calibrate FILE",
		Short: "Carry out the calibrate section alone and write an overlay with the values found",
		Args:  one("file"),
		RunE:  func(c *cobra.Command, args []string) error { return calibrateOnly(c, t, &o, args[0]) },
	}
	o.flags(c, true)
	return c
}

func calibrateOnly(c *cobra.Command, t *terminal, o *options, path string) error {
	sc, err := o.load(c, path)
	if err != nil {
		return err
	}
	if len(sc.Calibrate) == 0 {
		return fmt.Errorf("%s has no calibrate section", path)
	}
	started := time.Now()
	_, fits, err := fit(c, t, o, sc)
	took := time.Since(started)
	if err != nil {
		return keepPartial(t, o, path, sc, fits, err)
	}
	name := filepath.Join(o.folder(path), "estimates.yaml")
	if err := writeOverlay(name, sc, fits, o); err != nil {
		return err
	}
	if o.json {
		return t.json(map[string]any{"estimates": fits.Estimates, "notes": fits.Notes, "overlay": name})
	}
	var b strings.Builder
	res := &experiment.Result{Estimates: fits.Estimates}
	res.Manifest.Fits = fits.Notes
	writeFits(&b, res)
	for _, n := range fits.Notes {
		fmt.Fprintf(&b, "%s: %s\n", n.Fit, n.Summary)
	}
	fmt.Fprintf(&b, "\nFitted in %.3f s.\nOverlay: %s (use it with plantwin run %s --no-calibrate --with %s)\n", took.Seconds(), name, path, name)
	_, err = fmt.Fprint(t.out, b.String())
	return err
}

// writeOverlay writes the values found.
func writeOverlay(name string, sc *scenarios.Scenario, fits *calibrate.Fits, o *options) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return os.WriteFile(name, calibrate.Overlay(sc, fits, o.changes()), 0o644)
}

// keepPartial leaves what was found before a fit failed, under a name that nobody takes for the whole.
func keepPartial(t *terminal, o *options, path string, sc *scenarios.Scenario, fits *calibrate.Fits, why error) error {
	if fits == nil || len(fits.Overlay) == 0 {
		return why
	}
	name := filepath.Join(o.folder(path), "estimates.partial.yaml")
	if err := writeOverlay(name, sc, fits, o); err != nil {
		return errors.Join(why, err)
	}
	fmt.Fprintf(t.errs, "What was found before the fit failed: %s\n", name)
	return why
}

func newReport(t *terminal) *cobra.Command {
	return &cobra.Command{
		Use:   "report DIR",
		Short: "Write the report of a result folder anew",
		Args:  one("folder"),
		RunE: func(_ *cobra.Command, args []string) error {
			res, err := experiment.Read(args[0])
			if err != nil {
				return err
			}
			p, err := experiment.Recompile(args[0], &res.Manifest)
			if err != nil {
				return err
			}
			if err := report.WriteFile(args[0], res, sheetOf(p, res)); err != nil {
				return err
			}
			fmt.Fprintf(t.out, "Report: %s\n", filepath.Join(args[0], report.FileName))
			return nil
		},
	}
}
