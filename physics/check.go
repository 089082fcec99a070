package physics

import (
	"errors"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
)

// check reads the test of a kind; numbers may be bare, in the units of their variables.
func (p *reader) check(n *source.Node) {
	if n == nil || !p.mapping(n) {
		return
	}
	p.keys(n, checkKeys, "a check")
	k := p.k
	c := &Check{Pos: n.Pos, Within: 1e-6}
	c.Set = p.values(n.Get("set"), append(append([]Variable(nil), k.Parameters...), k.Inputs...), k.portVariables())
	c.Start = p.values(n.Get("start"), k.States, nil)
	c.Expect = p.values(n.Get("expect"), k.States, k.Outputs)
	if at := n.Get("at"); at == nil || len(c.Expect) == 0 {
		p.faults.At(n, "{set: {...}, start: {...}, at: 100 s, expect: {...}}", "a check needs at and expect")
	} else {
		v, _, err := unit.Value(at.Text, unit.Time, false)
		p.quantity(at, err)
		c.At = v
	}
	if w := n.Get("within"); w != nil {
		v, _, err := unit.Value(w.Text, unit.One, false)
		p.quantity(w, err)
		c.Within = v
	}
	k.Check = c
}

// portVariables lists the variables of the ports: a check gives one of each port, the other follows; a port of which none
// is given is open.
func (k *Kind) portVariables() []Variable {
	var out []Variable
	for _, v := range k.Outputs {
		if v.port {
			out = append(out, v)
		}
	}
	return out
}

// quantity notes what is wrong with a quantity.
func (p *reader) quantity(n *source.Node, err error) {
	if e := (*unit.Error)(nil); errors.As(err, &e) {
		p.faults.Add(n.At(e.Off), e.Len, e.Hint, "%s", e.Msg)
	}
}

// values reads variable -> number of two lists of variables.
func (p *reader) values(n *source.Node, a, b []Variable) map[string]float64 {
	out := map[string]float64{}
	if n == nil || !p.mapping(n) {
		return out
	}
	for i, key := range n.Keys {
		v := pick(a, key.Text)
		if v == nil {
			v = pick(b, key.Text)
		}
		if v == nil || v.Table {
			p.faults.At(key, "", "%q is no variable that can stand here", key.Text)
			continue
		}
		var x float64
		p.number(n.Items[i], v, &x, true)
		out[key.Text] = x
	}
	return out
}
