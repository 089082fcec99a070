package plant

import (
	"errors"
	"regexp"
	"slices"
	"strings"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/plant/line"
	"github.com/plantwin/plantwin/scenarios"
	"github.com/plantwin/plantwin/sim"
)

// settle gives the faults of a scenario that cannot be compiled. Faults of
// values, which a sound scenario shows when it is bound, are among them; those
// that only follow from another are not.
func (c *compiler) settle() error {
	v := c.nums.run(nil)
	c.checkNumbers(v, c.faults)
	c.lineAssets(&binding{v: v, sim: sim.NewBuilder(), faults: c.faults})
	broken := c.broken()
	var all, out source.Error
	if err := c.faults.Err(); !errors.As(err, &all) {
		return err
	}
	for _, f := range all {
		if at, ok := broken[firstName(token(f))]; !ok || at == f.Pos {
			f.Hint = c.advice(f)
			out = append(out, f)
		}
	}
	if len(out) == 0 {
		return all
	}
	return out
}

// checkNumbers reports numbers outside their limits, and those that do not go
// together.
func (c *compiler) checkNumbers(v []float64, faults *source.Faults) {
	c.nums.check(v, faults)
	i, given := c.nums.index["run.warmup"]
	j, known := c.nums.index["run.for"]
	if given && known && v[i] >= v[j] && v[j] > 0 {
		x := &c.nums.list[i]
		faults.At(x.node, "make it shorter than run.for, or write auto", "the warm-up of %s is not shorter than the run of %s",
			show(v[i], x.unit), show(v[j], c.nums.list[j].unit))
	}
}

// advice is the hint of a fault; where the expression that it stands in could
// give none, what the plant knows of the name that is underlined, or what is
// usually meant by the sign.
func (c *compiler) advice(f source.Fault) string {
	name := token(f)
	if s := c.signals[name]; s != nil && s.sort == line.State {
		return "it is a text; read a share of time instead, such as " + s.asset + ".busy"
	}
	if s := c.signals[name]; s != nil && s.sort == line.Amount && strings.HasSuffix(f.Msg, "is not known") {
		return "it is an amount over time, which only measures read"
	}
	if i := strings.LastIndexByte(name, '.'); i > 0 && c.signals[name] == nil {
		if s := c.signals[name[:i]]; s != nil {
			return statsHint(s)
		}
	}
	if f.Hint != "" {
		return f.Hint
	}
	if strings.HasSuffix(f.Msg, "is not known") {
		return c.readHint(name)
	}
	switch name {
	case "+", "-", "<", "<=", ">", ">=", "==", "!=":
		return "both sides need the same dimension: give a plain number its unit"
	case "(", "[":
		return "close it, and quote an expression that contains commas"
	case ",":
		return "write 1.5 with a point; commas separate the arguments of a function"
	}
	return ""
}

// statsHint says what can be written behind a signal.
func statsHint(s *signal) string {
	names := statsOf[s.sort]
	if len(names) == 0 || names[0] == "" {
		return s.key() + " is one figure of the whole run and has no statistics"
	}
	hint := s.key() + " has " + list(names)
	if s.sort != line.Count && s.sort != line.Amount {
		hint += " p01 to p99"
	}
	return hint + ", which only a measure reads"
}

// readHint says what can be read in place of an unknown name.
func (c *compiler) readHint(name string) string {
	var own []string
	for _, key := range c.signalKeys {
		if rest, ok := strings.CutPrefix(key, firstName(name)+"."); ok {
			own = append(own, rest)
		}
	}
	switch {
	case firstName(name) == "part":
		return "give it to parts: with of a source, or mark of a machine"
	case name == "delay":
		return "it stands in equations of a kind; an asset of the kind dead-time delays what its input u reads"
	case slices.ContainsFunc(c.sc.Tables, func(e scenarios.Entry) bool { return e.Name == name }):
		return "it is a table: write " + name + "(time), or what else it is looked up by"
	case own != nil:
		return firstName(name) + " has " + list(own)
	case nameForm.MatchString(name):
		return "define it under parameters, or under tables if it is a function"
	}
	return ""
}

var nameForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*$`)

// broken are the names whose definition is faulty, with its place: that something
// which uses them cannot be understood is no fault of its own.
func (c *compiler) broken() map[string]source.Pos {
	out := map[string]source.Pos{}
	for _, e := range c.sc.Assets {
		out[firstName(e.Name)] = e.Key.Pos
	}
	for _, a := range c.assets {
		delete(out, firstName(a.name))
	}
	for _, e := range c.sc.Parameters {
		if _, ok := c.nums.index[e.Name]; !ok {
			out[e.Name] = e.Key.Pos
		}
	}
	return out
}

// token is the text that a fault underlines.
func token(f source.Fault) string {
	if f.Pos.File == nil || f.Pos.Col < 1 {
		return ""
	}
	text := []rune(f.Pos.File.Line(f.Pos.Line))
	from := min(f.Pos.Col-1, len(text))
	return string(text[from:min(from+f.Len, len(text))])
}
