using ReinFlow.Environments.MuJoCo;

namespace ReinFlow.Environments.Tests.MuJoCo;

[TestFixture]
public sealed class RigidInertiaTests
{
    [Test]
    public void AnUprightCapsuleIsACylinderLengthenedByItsRadius()
    {
        RigidInertia inertia = RigidInertia.OfCapsule([0, 0, -0.2], [0, 0, 0.2], radius: 0.05, density: 1000);
        double mass = 1000 * Math.PI * 0.05 * 0.05 * 0.45;
        double transverse = mass * ((3 * 0.05 * 0.05) + (0.45 * 0.45)) / 12;

        Assert.That(inertia.Mass, Is.EqualTo(mass).Within(1e-14));
        Assert.That(inertia.Mass, Is.EqualTo(3.534291735).Within(1e-9), "The mass that the original engine printed.");
        Assert.That(inertia.Center, Is.All.Zero);
        Assert.That(inertia.Tensor, Is.EqualTo(new[] { transverse, transverse, 0.5 * mass * 0.05 * 0.05, 0, 0, 0 }).Within(1e-16));
    }

    [Test]
    public void TurningTheCapsuleTurnsTheTensor()
    {
        double[] axis = [2.0 / 7.0, -3.0 / 7.0, 6.0 / 7.0];
        double[] from = [1, 2, 3];
        double[] to = [.. from.Zip(axis, (start, component) => start + (0.7 * component))];
        RigidInertia turned = RigidInertia.OfCapsule(from, to, radius: 0.08, density: 5);
        RigidInertia upright = RigidInertia.OfCapsule([0, 0, 0], [0, 0, 0.7], radius: 0.08, density: 5);
        double[] t = turned.Tensor;

        Assert.That(turned.Mass, Is.EqualTo(upright.Mass).Within(1e-15));
        Assert.That(t[0] + t[1] + t[2], Is.EqualTo(upright.Tensor[..3].Sum()).Within(1e-15), "The trace does not change.");

        // The axis stays a principal axis with the axial moment.
        double[] product =
        [
            (t[0] * axis[0]) + (t[3] * axis[1]) + (t[4] * axis[2]),
            (t[3] * axis[0]) + (t[1] * axis[1]) + (t[5] * axis[2]),
            (t[4] * axis[0]) + (t[5] * axis[1]) + (t[2] * axis[2]),
        ];
        Assert.That(product, Is.EqualTo(axis.Select(component => component * upright.Tensor[2])).Within(1e-15));
        Assert.That(turned.Center, Is.EqualTo(from.Zip(to, (a, b) => 0.5 * (a + b))).Within(1e-15));
    }

    [Test]
    public void TwoSpheresAreADumbbell()
    {
        RigidInertia light = RigidInertia.OfSphere([1, 0, 2], radius: 0.1, density: 300);
        RigidInertia heavy = RigidInertia.OfSphere([1, 4, 2], radius: 0.1, density: 900);
        RigidInertia both = RigidInertia.Sum([light, heavy]);
        double mass = 300 * 4.0 / 3.0 * Math.PI * 0.001;
        double own = 0.4 * 4 * mass * 0.01;

        // Masses of one to three: the centre is a quarter of the way from the heavy one, the reduced mass three quarters.
        double transverse = own + (0.75 * mass * 16);
        Assert.That(light.Mass, Is.EqualTo(mass).Within(1e-14));
        Assert.That(both.Mass, Is.EqualTo(4 * mass).Within(1e-14));
        Assert.That(both.Center, Is.EqualTo(new[] { 1.0, 3.0, 2.0 }).Within(1e-14));
        Assert.That(both.Tensor, Is.EqualTo(new[] { transverse, own, transverse, 0, 0, 0 }).Within(1e-13));
    }

    [Test]
    public void TheProductsOfInertiaOfPartsHaveTheSignsOfTheTensor()
    {
        // Point-like masses at ±(1, 2, 3): the off-diagonal elements of the tensor are minus the products of the coordinates.
        RigidInertia one = RigidInertia.OfSphere([1, 2, 3], radius: 1e-6, density: 1e18);
        RigidInertia other = RigidInertia.OfSphere([-1, -2, -3], radius: 1e-6, density: 1e18);
        RigidInertia both = RigidInertia.Sum([one, other]);
        double[] perMass = [.. both.Tensor.Select(element => element / both.Mass)];

        Assert.That(perMass, Is.EqualTo(new[] { 13.0, 10.0, 5.0, -2.0, -3.0, -6.0 }).Within(1e-9));
    }
}
