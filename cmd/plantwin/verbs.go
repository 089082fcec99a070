package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/plantwin/plantwin/calibrate"
	"github.com/plantwin/plantwin/experiment"
	"github.com/plantwin/plantwin/report"
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
	_, fits, err := fit(c, t, o, sc)
	if err != nil {
		return err
	}
	name := filepath.Join(o.folder(path), "estimates.yaml")
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(name, calibrate.Overlay(sc, fits), 0o644); err != nil {
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
	fmt.Fprintf(&b, "\nOverlay: %s (use it with plantwin run %s --no-calibrate --with %s)\n", name, path, name)
	_, err = fmt.Fprint(t.out, b.String())
	return err
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
