using System.Globalization;
using System.Numerics;
using System.Xml.Linq;

namespace ReinFlow.Environments.Tests;

public sealed class AvoidingPictureTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Test]
    public void APictureIsWellFormedAndStatesTheRates()
    {
        XElement picture = XElement.Parse(Draw());
        string[] texts = [.. picture.Descendants(Svg + "text").Select(text => text.Value)];
        Assert.Multiple(() =>
        {
            Assert.That(picture.Name, Is.EqualTo(Svg + "svg"));
            Assert.That(texts, Does.Contain("Before & after <tuning>"));
            Assert.That(texts, Does.Contain("1 of 2 episodes succeed (50 %)"));
            Assert.That(texts, Does.Contain("no episodes"));
        });
    }

    [Test]
    public void EveryTrajectoryIsDrawnFromItsFirstToItsLastPosition()
    {
        IEnumerable<string> all = XElement.Parse(Draw()).Descendants(Svg + "path").Select(path => path.Attribute("d")!.Value);
        string[] paths = [.. all.Where(path => path.Contains('l', StringComparison.Ordinal))];
        Assert.That(paths, Has.Length.EqualTo(2));
        Assert.That(End(paths[0]), Is.EqualTo((330, 30)), "x 0.53, the goal line");
        Assert.That(End(paths[1]), Is.EqualTo((300, 580)), "x 0.5, y −0.15");
    }

    [Test]
    public void CulturesDoNotShow()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        comma.NumberFormat.NegativeSign = "~";
        string expected = Draw();
        try
        {
            CultureInfo.CurrentCulture = comma;
            Assert.That(Draw(), Is.EqualTo(expected));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static string Draw()
    {
        var success = new AvoidingTrajectory([new(0.5f, -0.28f), new(0.51f, 0f), new(0.52f, 0.2f), new(0.53f, 0.4f)], Succeeded: true);
        var failure = new AvoidingTrajectory([new(0.5f, -0.28f), new Vector2(0.5f, -0.2f), new(0.5f, -0.15f)], Succeeded: false);
        return AvoidingPicture.Draw(
            "Before & after <tuning>", [new AvoidingPanel("Before", [success, failure]), new AvoidingPanel("After", [])]);
    }

    private static (int X, int Y) End(string path)
    {
        string[] texts = path.Split(['M', 'l', ' '], StringSplitOptions.RemoveEmptyEntries);
        int[] numbers = [.. texts.Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
        return (numbers.Where((_, i) => i % 2 == 0).Sum(), numbers.Where((_, i) => i % 2 == 1).Sum());
    }
}
