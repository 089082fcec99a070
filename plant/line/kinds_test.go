package line

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/plantwin/plantwin/sim"
)

// Every table is complete: unique keys, a text for each, defaults that can be read and lie in the range.
func TestTables(t *testing.T) {
	for _, k := range Kinds() {
		if k.About == "" || !strings.Contains(k.Example, "kind: "+k.Name) {
			t.Errorf("%s: documentation or example is missing", k.Name)
		}
		if Lookup(k.Name) != k {
			t.Errorf("%s: not found by name", k.Name)
		}
		if k.Sends != (k.Setting("to") != nil) {
			t.Errorf("%s: Sends and `to` do not match", k.Name)
		}
		checkSettings(t, k.Name, k.Settings)
		seen := map[string]bool{}
		for _, s := range k.Signals {
			if seen[s.Name] || s.About == "" {
				t.Errorf("%s: signal %s twice or without a text", k.Name, s.Name)
			}
			seen[s.Name] = true
		}
	}
}

func checkSettings(t *testing.T, where string, settings []Setting) {
	seen := map[string]bool{}
	for i := range settings {
		s := &settings[i]
		if seen[s.Key] || s.About == "" {
			t.Errorf("%s.%s: twice or without a text", where, s.Key)
		}
		seen[s.Key] = true
		if v, ok := s.DefaultValue(); s.Default != "" && (!ok || s.HasMin && v.Num < s.Min) {
			t.Errorf("%s.%s: default %q cannot be read or is out of range", where, s.Key, s.Default)
		}
		if s.Form == Text && len(s.Options) > 0 && !strings.Contains(" "+strings.Join(s.Options, " ")+" ", " "+s.Default+" ") {
			t.Errorf("%s.%s: default %q is no option", where, s.Key, s.Default)
		}
		checkSettings(t, where+"."+s.Key, s.Sub)
	}
}

// What a kind documents is what a line offers: each signal that Names lists can be read when it was asked for, with the
// same sort and dimension, and there are no others. Each command exists.
func TestSignals(t *testing.T) {
	r := mixed(t, 1)
	for i := range r.assets {
		for _, d := range Names(&r.assets[i], []string{"part"}) {
			r.ask(r.assets[i].Name + "." + d.Name)
		}
	}
	for _, d := range PlantSignals([]string{"part"}) {
		r.ask("plant." + d.Name)
	}
	b := r.build()
	offered := map[int]map[string]Signal{}
	for _, s := range b.Signals {
		if offered[s.Asset] == nil {
			offered[s.Asset] = map[string]Signal{}
		}
		offered[s.Asset][s.Name] = s
	}
	compare := func(asset int, name string, docs []SignalDoc) {
		for _, d := range docs {
			if s, ok := offered[asset][d.Name]; !ok || s.Sort != d.Sort || s.Dim != d.Dim {
				t.Errorf("%s.%s is documented as %v %v, but is %v %v (%v)", name, d.Name, d.Sort, d.Dim, s.Sort, s.Dim, ok)
			}
			delete(offered[asset], d.Name)
		}
		for n := range offered[asset] {
			t.Errorf("%s.%s is not documented", name, n)
		}
	}
	for i := range b.assets {
		compare(i, b.assets[i].Name, Names(&b.assets[i], []string{"part"}))
	}
	compare(-1, "plant", PlantSignals([]string{"part"}))
	for _, c := range Lookup("machine").Commands {
		if strings.Contains(c.Name, planName) {
			continue // TestMaintenance
		}
		if e, ok := b.Command(b.index["m1"], strings.Replace(c.Name, modeName, "b", 1)); !ok || e.To != int32(b.index["m1"]) {
			t.Errorf("no command %s", c.Name)
		}
	}
	if _, ok := b.Command(b.index["m1"], "fail.c"); ok {
		t.Error("a command for a mode that the machine does not have")
	}
}

// OEE and energy against sums by hand: 10 parts of 4 s in 100 s, ideal 3 s, at work 40 s at 5 W and else 1 W.
func TestOEEAndEnergy(t *testing.T) {
	b := newRig(t).
		add("in", "source", "m", Values{"every": fixed(9)}).
		add("m", "machine", "out", Values{"cycle": fixed(4), "ideal": num(3), "power": group(Values{"busy": num(5), "idle": num(1)})}).
		add("out", "sink", "", nil).ask("m.power").build().advance(98)
	near(t, "energy", b.total("m.energy"), 40*5+58, 1e-9)
	near(t, "plant energy", b.total("plant.energy"), 40*5+58, 1e-9)
	near(t, "power", b.total("m.power"), 40*5+58, 1e-9)
	oee := b.signal("m.oee")
	num, den := 0.0, 0.0
	for _, x := range oee.Terms {
		v, _ := b.run.State().Stat(x.Ref, sim.StatTotal, 0)
		num += x.Coef * v
	}
	for _, x := range oee.Per {
		v, _ := b.run.State().Stat(x.Ref, sim.StatTotal, 0)
		den += x.Coef * v
	}
	near(t, "oee", num/den, 30.0/98, 1e-12)
}

// A run that was saved and loaded, or copied, goes on to the same bytes, whatever every kind was about.
func TestSaveAndClone(t *testing.T) {
	b := mixed(t, 3).build()
	for hour := 7.0; hour < 30; hour += 3.7 {
		b.advance(hour * 3600)
		var file bytes.Buffer
		if err := b.run.Save(&file); err != nil {
			t.Fatal(err)
		}
		loaded, err := sim.Load(b.run.Model(), &file)
		if err != nil {
			t.Fatal(err)
		}
		copied := b.run.Clone()
		next := ticks((hour + 3.7) * 3600)
		for _, r := range []*sim.Run{b.run, loaded, copied} {
			if err := r.AdvanceTo(context.Background(), next); err != nil {
				t.Fatal(err)
			}
		}
		for name, r := range map[string]*sim.Run{"loaded": loaded, "copied": copied} {
			if d := b.run.State().Diff(r.State()); d != "" || r.LogHash() != b.run.LogHash() {
				t.Fatalf("%s at %g h differs: %s", name, hour, d)
			}
		}
	}
}

// Everything that is wrong is reported at once, by asset and key.
func TestFaults(t *testing.T) {
	r := newRig(t).
		add("belt", "conveyor", "out", Values{"at": Value{Set: true, Points: [][2]float64{{1, 1}}}, "speed": num(0), "spacing": num(1)}).
		add("in", "source", "ann", Values{"every": fixed(-1)}).
		add("m", "machine", "", Values{"cycle": fixed(1), "servers": num(1.5), "needs": needs("welding")}).
		add("rack", "buffer", "out", Values{"capacity": num(0)}).
		add("out", "sink", "", nil).
		add("ann", "crew", "", Values{"count": num(0)})
	r.resolve()
	_, err := Build(r.b, r.assets)
	var faults Faults
	if !errors.As(err, &faults) {
		t.Fatal(err)
	}
	want := []string{"0.count", "1.speed", "2.every", "3.servers", "3.to", "5.capacity"}
	var got []string
	for _, f := range faults {
		got = append(got, string(rune('0'+f.Asset))+"."+f.Key)
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("faults at %v, want %v\n%v", got, want, err)
	}

	r = newRig(t).
		add("belt", "conveyor", "out", Values{"at": Value{Set: true, Points: [][2]float64{{1, 1}}}, "speed": num(1), "spacing": num(1)}).
		add("in", "source", "ann", Values{"every": fixed(1)}).
		add("m", "machine", "", Values{"cycle": fixed(1), "needs": needs("welding")}).
		route("m", routeSpec{rule: Shares, to: []string{"belt", "out"}, shares: []float64{0.5, 0.6}}).
		add("out", "sink", "", nil).
		add("ann", "crew", "", nil)
	r.resolve()
	_, err = Build(r.b, r.assets)
	if !errors.As(err, &faults) || len(faults) != 4 {
		t.Errorf("want four faults, have %v", err)
	}
}
