package line
import ("testing";"fmt")
func (b *built) dump() {
	s := b.run.State()
	for i, u := range b.bound {
		fmt.Printf("%d %s %s %+v\n", i, b.assets[i].Name, b.assets[i].Kind.Name, s.Units[i])
		if m, ok := u.(*machine); ok { fmt.Println("   rule", m.exit.rule, m.exit.id, "loop", m.loop != nil, "stands", m.stands(s), "places", m.places) }
		if m, ok := u.(*buffer); ok { fmt.Println("   rule", m.exit.rule, m.exit.id, "loop", m.loop != nil, "stands", m.stands(s), m.capacity) }
		if m, ok := u.(*conveyor); ok { fmt.Println("   rule", m.exit.rule, m.exit.id, "loop", m.loop != nil, "stands", m.stands(s), m.ahead) }
	}
}
func TestZZ(t *testing.T) {}
