package plant

import (
	"math"
	"strings"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/physics/expr"
	"github.com/plantwin/plantwin/sim"
)

// Call implements expr.Caller: risk(press.failures.gun, 8 h), the probability
// that a failure comes within so much of its clock, and life(press.failures.gun),
// the expected rest until it does.
func (s *scope) Call(c *expr.Call, faults *source.Faults) (sym expr.Symbol, known, ok bool) {
	if c.Name == "sampled" && s.sampled != nil {
		l, dim, ok := s.sampled(c, faults)
		if !ok {
			return expr.Symbol{}, true, false
		}
		return expr.Symbol{ID: s.leaf(s.leafOf(l)), Dim: dim}, true, true
	}
	if s.modes == nil || c.Name != "risk" && c.Name != "life" {
		return expr.Symbol{}, false, false
	}
	args := map[string]int{"risk": 2, "life": 1}[c.Name]
	if len(c.Args) != args {
		faults.Add(c.Pos, c.Len, "write risk(press.failures.die, 8 h), or life(press.failures.die)", "%s takes %d arguments", c.Name, args)
		return expr.Symbol{}, true, false
	}
	l, dim, ok := s.modes(c.Args[0], faults)
	if !ok {
		return expr.Symbol{}, true, false
	}
	if c.Name == "life" {
		l.kind = leafLife
		return expr.Symbol{ID: s.leaf(s.leafOf(l)), Dim: dim}, true, true
	}
	l.kind = leafRisk
	a := c.Args[1]
	v, u, isQuantity := a.IsQuantity()
	name, isName := a.IsName()
	switch {
	case isQuantity && u.Dim == dim:
		l.p, l.number = u.ToSI(v), -1
	case isName && s.param != nil:
		i, d, found := s.param(name)
		if !found || d != dim {
			faults.Add(a.Pos(), a.Len(), "write "+dim.Name(), "%s is no parameter that is %s", name, dim.Name())
			return expr.Symbol{}, true, false
		}
		l.number = i
	default:
		faults.Add(a.Pos(), a.Len(), "write "+dim.Name()+", or a parameter", "how far risk looks ahead is not %s", dim.Name())
		return expr.Symbol{}, true, false
	}
	return expr.Symbol{ID: s.leaf(s.leafOf(l)), Dim: unit.One}, true, true
}

// modesOf finds the failures and maintenance that risk and life can ask for.
func (c *compiler) modesOf(self *asset) func(a *expr.Ast, faults *source.Faults) (leaf, unit.Dim, bool) {
	return func(a *expr.Ast, faults *source.Faults) (leaf, unit.Dim, bool) {
		name, ok := a.IsName()
		name = ownName(name, self)
		s := c.signals[name+".age"]
		if !ok || s == nil {
			var known []string
			for _, k := range c.signalKeys {
				if m, ok := strings.CutSuffix(k, ".age"); ok {
					known = append(known, m)
				}
			}
			faults.Add(a.Pos(), a.Len(), source.DidYouMean(name, known, "name a failure, such as press.failures.die"), "%s is no failure", a)
			return leaf{}, unit.Dim{}, false
		}
		return leaf{signal: name}, s.dim, true
	}
}

// riskReader binds risk and life.
func (b *binding) riskReader(l leaf) reader {
	for name, unit := range b.units {
		path, ok := strings.CutPrefix(l.signal, name+".")
		if !ok {
			continue
		}
		clock, ok := b.built.Clock(unit, path)
		if !ok {
			continue
		}
		if l.kind == leafLife {
			return func(s *sim.State, _ int32) (float64, bool) { return known(clock.Life(s)) }
		}
		ahead := l.p
		if l.number >= 0 {
			ahead = b.v[l.number]
		}
		return func(s *sim.State, _ int32) (float64, bool) { return known(clock.Risk(s, ahead)) }
	}
	return func(*sim.State, int32) (float64, bool) { return math.NaN(), false }
}

func known(x float64) (float64, bool) { return x, !math.IsNaN(x) }
